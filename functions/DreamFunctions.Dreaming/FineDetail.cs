namespace DreamFunctions.Dreaming;

/// <summary>What of a detail is finer than a few pixels.</summary>
internal static class FineDetail
{
    /// <summary>How far around a pixel its value is looked for.</summary>
    public const int Reach = 4;

    /// <summary>
    /// The detail less its mean over 9 x 9 pixels, fewer at the edges of the whole. The values depend on the whole
    /// detail only, not on the part asked for.
    /// </summary>
    /// <param name="detail">A plane that covers at least the part and <see cref="Reach"/> pixels around it, as far as the whole goes.</param>
    /// <param name="whole">The whole detail's area.</param>
    /// <param name="part">The part asked for.</param>
    public static Plane Of(Plane detail, Region whole, Region part)
    {
        var fine = detail.Crop(part);
        var (top, bottom) = (Math.Max(whole.Y, part.Y - Reach), Math.Min(whole.Bottom, part.Bottom + Reach));
        var means = new float[bottom - top, part.Width];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = top; y < bottom; y++)
            {
                var row = detail.Row(channel, y);
                for (var x = 0; x < part.Width; x++)
                {
                    var from = Math.Max(whole.X, part.X + x - Reach) - detail.Area.X;
                    var to = Math.Min(whole.Right, part.X + x + Reach + 1) - detail.Area.X;
                    float sum = 0;
                    for (var i = from; i < to; i++)
                    {
                        sum += row[i];
                    }

                    means[y - top, x] = sum / (to - from);
                }
            }

            for (var y = part.Y; y < part.Bottom; y++)
            {
                var from = Math.Max(whole.Y, y - Reach);
                var to = Math.Min(whole.Bottom, y + Reach + 1);
                var row = fine.Row(channel, y);
                for (var x = 0; x < row.Length; x++)
                {
                    float sum = 0;
                    for (var i = from; i < to; i++)
                    {
                        sum += means[i - top, x];
                    }

                    row[x] -= sum / (to - from);
                }
            }
        }

        return fine;
    }
}
