namespace DreamFunctions.Dreaming;

/// <summary>Gaussian blur of a plane; beyond its edges the plane goes on with its last value.</summary>
public static class Blur
{
    /// <summary>A blurred copy.</summary>
    /// <param name="plane">What to blur.</param>
    /// <param name="sigma">The standard deviation in pixels, above 0; cut off at three of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Sigma is not above 0.</exception>
    public static Plane Gaussian(Plane plane, float sigma)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        var kernel = Kernel(sigma);
        var (width, height) = plane.Area.Size;
        var across = new Plane(plane.Area);
        var blurred = new Plane(plane.Area);
        var reach = kernel.Length / 2;
        var padded = new float[width + (2 * reach)];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = plane.Area.Y; y < plane.Area.Bottom; y++)
            {
                var row = plane.Row(channel, y);
                row.CopyTo(padded.AsSpan(reach));
                padded.AsSpan(0, reach).Fill(row[0]);
                padded.AsSpan(reach + width).Fill(row[^1]);
                var target = across.Row(channel, y);
                for (var i = 0; i < kernel.Length; i++)
                {
                    Rows.AddWeighted(target, kernel[i], padded.AsSpan(i, width));
                }
            }

            for (var y = 0; y < height; y++)
            {
                var target = blurred.Row(channel, plane.Area.Y + y);
                for (var i = 0; i < kernel.Length; i++)
                {
                    var from = Math.Clamp(y + i - reach, 0, height - 1);
                    Rows.AddWeighted(target, kernel[i], across.Row(channel, plane.Area.Y + from));
                }
            }
        }

        return blurred;
    }

    private static float[] Kernel(float sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-(i * i) / (2.0 * sigma * sigma)))];
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }
}
