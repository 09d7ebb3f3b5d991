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
        if (whole.Area.X != 0 || whole.Area.Y != 0)
        {
            throw new ArgumentException($"A whole picture begins at (0, 0), this is {whole.Area}.", nameof(whole));
        }

        return Part(whole, whole.Area.Size, new Region(size), size);
    }

    /// <summary>The pixels of the whole picture that a part of the shrunk one is the mean of.</summary>
    /// <param name="part">The part, inside the shrunk picture, not empty.</param>
    /// <param name="size">The size of the whole shrunk picture, not larger than the picture's.</param>
    /// <param name="whole">The size of the whole picture.</param>
    /// <exception cref="ArgumentException">The size is larger or empty, or the part is none of it.</exception>
    public static Region SourceOf(Region part, Size size, Size whole)
    {
        if (size.Width < 1 || size.Height < 1 || size.Width > whole.Width || size.Height > whole.Height)
        {
            throw new ArgumentException($"{whole} cannot shrink to {size}.", nameof(size));
        }

        if (part.IsEmpty || !new Region(size).Contains(part))
        {
            throw new ArgumentException($"{part} is no part of a picture of {size}.", nameof(part));
        }

        var (first, last) = (Of(part.X, whole.Width, size.Width), Of(part.Right - 1, whole.Width, size.Width));
        var (top, bottom) = (Of(part.Y, whole.Height, size.Height), Of(part.Bottom - 1, whole.Height, size.Height));
        return Region.Between(first.First, top.First, last.Last + 1, bottom.Last + 1);
    }

    /// <summary>A part of the shrunk picture, with the same bits as in the whole.</summary>
    /// <param name="source">A plane that covers at least <see cref="SourceOf"/> the part.</param>
    /// <param name="whole">The size of the whole picture.</param>
    /// <param name="part">The part, inside the shrunk picture, not empty.</param>
    /// <param name="size">The size of the whole shrunk picture.</param>
    /// <exception cref="ArgumentException">The source covers too little, the size is larger or empty, or the part is none of it.</exception>
    public static Plane Part(Plane source, Size whole, Region part, Size size)
    {
        ArgumentNullException.ThrowIfNull(source);
        var needed = SourceOf(part, size, whole);
        source.Require(needed, nameof(source));
        if (size == whole)
        {
            return source.Crop(part);
        }

        var shrunk = new Plane(part);
        var across = Footprints(part.X, part.Width, whole.Width, size.Width, needed.X);
        var down = Footprints(part.Y, part.Height, whole.Height, size.Height, 0);
        var row = new float[needed.Width];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = 0; y < part.Height; y++)
            {
                // Rows first: that loop vectorises, and the other one then runs over fewer rows.
                Array.Clear(row);
                var rows = down[y];
                for (var sourceY = rows.First; sourceY <= rows.Last; sourceY++)
                {
                    Rows.AddWeighted(row, rows.WeightOf(sourceY), source.Row(channel, sourceY, needed.X, needed.Width));
                }

                Gather(row, across, shrunk.Row(channel, part.Y + y));
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

    private static Footprint[] Footprints(int from, int count, int source, int target, int origin)
    {
        var footprints = new Footprint[count];
        for (var i = 0; i < count; i++)
        {
            var footprint = Of(from + i, source, target);
            footprints[i] = footprint with { First = footprint.First - origin, Last = footprint.Last - origin };
        }

        return footprints;
    }

    private static Footprint Of(int i, int source, int target)
    {
        // In units of 1/target of a source pixel all borders are whole numbers: no rounding decides a border.
        var begin = (long)i * source;
        var end = begin + source;
        var first = (int)(begin / target);
        var last = (int)((end - 1) / target);
        return new Footprint(
            first,
            last,
            (float)((Math.Min(end, (first + 1L) * target) - begin) / (double)source),
            (float)(target / (double)source),
            (float)((end - ((long)last * target)) / (double)source));
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
