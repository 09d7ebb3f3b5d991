namespace DreamFunctions.Dreaming;

/// <summary>
/// Carries a plane to a larger size, bilinearly with pixel centres aligned: source = (target + 0.5) * sourceSize /
/// targetSize - 0.5, kept within the picture. Any part of the target can be had alone, and has the same bits as in the
/// whole: whoever needs a tile enlarges a tile.
/// </summary>
public static class Enlarge
{
    /// <summary>The source pixels that a part of the target needs.</summary>
    /// <param name="target">The part, inside the target picture, not empty.</param>
    /// <param name="targetSize">The size of the whole target picture.</param>
    /// <param name="sourceSize">The size of the whole source picture.</param>
    /// <exception cref="ArgumentException">The part is empty or reaches over the target picture.</exception>
    public static Region SourceOf(Region target, Size targetSize, Size sourceSize)
    {
        Require(target, targetSize, sourceSize);
        return Region.Between(
            TapOf(target.X, targetSize.Width, sourceSize.Width).Low,
            TapOf(target.Y, targetSize.Height, sourceSize.Height).Low,
            TapOf(target.Right - 1, targetSize.Width, sourceSize.Width).High + 1,
            TapOf(target.Bottom - 1, targetSize.Height, sourceSize.Height).High + 1);
    }

    /// <summary>A part of the enlarged picture.</summary>
    /// <param name="source">A plane that covers at least <see cref="SourceOf"/> the part.</param>
    /// <param name="sourceSize">The size of the whole source picture.</param>
    /// <param name="target">The part, inside the target picture, not empty.</param>
    /// <param name="targetSize">The size of the whole target picture.</param>
    /// <exception cref="ArgumentException">The source does not cover what is needed, or the part is no part.</exception>
    public static Plane Part(Plane source, Size sourceSize, Region target, Size targetSize)
    {
        ArgumentNullException.ThrowIfNull(source);
        var needed = SourceOf(target, targetSize, sourceSize);
        source.Require(needed, nameof(source));

        var across = new Tap[target.Width];
        for (var x = 0; x < across.Length; x++)
        {
            var tap = TapOf(target.X + x, targetSize.Width, sourceSize.Width);
            across[x] = tap with { Low = tap.Low - needed.X, High = tap.High - needed.X };
        }

        var enlarged = new Plane(target);
        var row = new float[needed.Width];
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = target.Y; y < target.Bottom; y++)
            {
                var tap = TapOf(y, targetSize.Height, sourceSize.Height);
                Rows.Interpolate(
                    source.Row(channel, tap.Low, needed.X, needed.Width),
                    source.Row(channel, tap.High, needed.X, needed.Width),
                    tap.Fraction,
                    row);
                Gather(row, across, enlarged.Row(channel, y));
            }
        }

        return enlarged;
    }

    private static void Gather(float[] row, Tap[] across, Span<float> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            ref readonly var tap = ref across[x];
            var low = row[tap.Low];
            target[x] = low + (tap.Fraction * (row[tap.High] - low));
        }
    }

    private static Tap TapOf(int target, int targetSize, int sourceSize)
    {
        var position = Math.Clamp(((target + 0.5) * sourceSize / targetSize) - 0.5, 0, sourceSize - 1);
        var low = (int)position;
        return new Tap(low, Math.Min(low + 1, sourceSize - 1), (float)(position - low));
    }

    private static void Require(Region target, Size targetSize, Size sourceSize)
    {
        if (target.IsEmpty || !new Region(targetSize).Contains(target))
        {
            throw new ArgumentException($"{target} is no part of a picture of {targetSize}.", nameof(target));
        }

        if (sourceSize.Width < 1 || sourceSize.Height < 1)
        {
            throw new ArgumentException($"A picture has at least one pixel, not {sourceSize}.", nameof(sourceSize));
        }
    }

    private readonly record struct Tap(int Low, int High, float Fraction);
}
