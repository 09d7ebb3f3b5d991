namespace DreamFunctions.Dreaming;

/// <summary>The sizes at which a picture is dreamed, and how it is made smaller.</summary>
public static class OctavePyramid
{
    /// <summary>
    /// The sizes, smallest first; the last is the full one. Side k steps before it is max(1, round(full / scale^k)),
    /// halves away from zero.
    /// </summary>
    /// <param name="full">The picture's size, both sides at least 1.</param>
    /// <param name="octaves">How many, at least 1.</param>
    /// <param name="scale">The ratio of neighbouring sizes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of its range.</exception>
    public static IReadOnlyList<Size> Sizes(Size full, int octaves, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(full.Width, 1, nameof(full));
        ArgumentOutOfRangeException.ThrowIfLessThan(full.Height, 1, nameof(full));
        ArgumentOutOfRangeException.ThrowIfLessThan(octaves, 1);
        if (!(scale >= 1) || double.IsInfinity(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The octave scale is a finite number of at least 1.");
        }

        var sizes = new Size[octaves];
        for (var k = 0; k < octaves; k++)
        {
            var divisor = Math.Pow(scale, k);
            sizes[octaves - 1 - k] = new Size(Side(full.Width, divisor), Side(full.Height, divisor));
        }

        return sizes;
    }

    /// <summary>
    /// The whole picture at a size that is not larger, by area average: a target pixel is the mean of the source area
    /// under it, pixels that lie in it by halves counting half. An equal size gives a copy.
    /// </summary>
    /// <exception cref="ArgumentException">The plane does not begin at (0, 0), or the size is larger or empty.</exception>
    public static Plane Shrink(Plane whole, Size size)
    {
        ArgumentNullException.ThrowIfNull(whole);
        var (width, height) = whole.Area.Size;
        if (whole.Area.X != 0 || whole.Area.Y != 0)
        {
            throw new ArgumentException($"A whole picture begins at (0, 0), this is {whole.Area}.", nameof(whole));
        }

        if (size.Width < 1 || size.Height < 1 || size.Width > width || size.Height > height)
        {
            throw new ArgumentException($"{whole.Area.Size} cannot shrink to {size}.", nameof(size));
        }

        if (size == whole.Area.Size)
        {
            return whole.Crop(whole.Area);
        }

        var shrunk = new Plane(new Region(size));
        var across = Footprints(width, size.Width);
        var down = Footprints(height, size.Height);
        var row = new float[width];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = 0; y < size.Height; y++)
            {
                // Rows first: that loop vectorises, and the other one then runs over fewer rows.
                Array.Clear(row);
                var rows = down[y];
                for (var sourceY = rows.First; sourceY <= rows.Last; sourceY++)
                {
                    Rows.AddWeighted(row, rows.WeightOf(sourceY), whole.Row(channel, sourceY));
                }

                Gather(row, across, shrunk.Row(channel, y));
            }
        }

        return shrunk;
    }

    private static void Gather(float[] row, Footprint[] across, Span<float> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            ref readonly var columns = ref across[x];
            var sum = row[columns.First] * columns.FirstWeight;
            for (var sourceX = columns.First + 1; sourceX < columns.Last; sourceX++)
            {
                sum += row[sourceX] * columns.InnerWeight;
            }

            if (columns.Last > columns.First)
            {
                sum += row[columns.Last] * columns.LastWeight;
            }

            target[x] = sum;
        }
    }

    private static Footprint[] Footprints(int source, int target)
    {
        var footprints = new Footprint[target];
        for (var i = 0; i < target; i++)
        {
            // In units of 1/target of a source pixel all borders are whole numbers: no rounding decides a border.
            var begin = (long)i * source;
            var end = begin + source;
            var first = (int)(begin / target);
            var last = (int)((end - 1) / target);
            footprints[i] = new Footprint(
                first,
                last,
                (float)((Math.Min(end, (first + 1L) * target) - begin) / (double)source),
                (float)(target / (double)source),
                (float)((end - ((long)last * target)) / (double)source));
        }

        return footprints;
    }

    private static int Side(int full, double divisor) =>
        Math.Max(1, (int)Math.Round(full / divisor, MidpointRounding.AwayFromZero));

    private readonly record struct Footprint(int First, int Last, float FirstWeight, float InnerWeight, float LastWeight)
    {
        public float WeightOf(int index)
        {
            if (index == First)
            {
                return FirstWeight;
            }

            return index == Last ? LastWeight : InnerWeight;
        }
    }
}
