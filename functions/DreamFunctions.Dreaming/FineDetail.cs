namespace DreamFunctions.Dreaming;

/// <summary>What of a detail is finer than a few pixels.</summary>
internal static class FineDetail
{
    private const int Reach = 4;

    /// <summary>
    /// The detail less its mean over 9 x 9 pixels, fewer at the edges of what there is. The values depend on the whole
    /// detail only, not on the part asked for.
    /// </summary>
    public static Plane Of(Plane detail, Region part)
    {
        var area = detail.Area;
        var fine = detail.Crop(part);
        var means = new float[area.Height, part.Width];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var top = Math.Max(area.Y, part.Y - Reach);
            var bottom = Math.Min(area.Bottom, part.Bottom + Reach);
            for (var y = top; y < bottom; y++)
            {
                var row = detail.Row(channel, y);
                for (var x = 0; x < part.Width; x++)
                {
                    var from = Math.Max(0, part.X + x - Reach - area.X);
                    var to = Math.Min(area.Width, part.X + x + Reach + 1 - area.X);
                    float sum = 0;
                    for (var i = from; i < to; i++)
                    {
                        sum += row[i];
                    }

                    means[y - area.Y, x] = sum / (to - from);
                }
            }

            for (var y = part.Y; y < part.Bottom; y++)
            {
                var from = Math.Max(area.Y, y - Reach);
                var to = Math.Min(area.Bottom, y + Reach + 1);
                var row = fine.Row(channel, y);
                for (var x = 0; x < row.Length; x++)
                {
                    float sum = 0;
                    for (var i = from; i < to; i++)
                    {
                        sum += means[i - area.Y, x];
                    }

                    row[x] -= sum / (to - from);
                }
            }
        }

        return fine;
    }
}
