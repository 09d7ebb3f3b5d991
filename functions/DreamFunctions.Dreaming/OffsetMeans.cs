namespace DreamFunctions.Dreaming;

/// <summary>Means of a figure at each offset modulo a period; the borders are offset 0.</summary>
internal sealed class OffsetMeans(int period)
{
    private readonly double[] sums = new double[period];
    private readonly double[] squares = new double[period];
    private readonly long[] counts = new long[period];

    /// <summary>The value below which a share of sorted values lies, by linear interpolation.</summary>
    public static double Percentile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Adds so many values at a place.</summary>
    /// <param name="position">Pixels from a border; negative before it.</param>
    /// <param name="sum">The values' sum.</param>
    /// <param name="count">How many values.</param>
    public void Add(int position, double sum, long count)
    {
        var offset = ((position % period) + period) % period;
        sums[offset] += sum;
        squares[offset] += sum * sum;
        counts[offset] += count;
    }

    /// <summary>
    /// The figure at the borders, and its spread over the offsets that are no part of a seam; null where one of both is missing.
    /// </summary>
    /// <param name="reach">
    /// How far from a border its ramp is still felt. Where ramps leave hardly anything in between, half of the offsets are compared.
    /// </param>
    public SeamFigure? Figure(int reach)
    {
        var near = Math.Min(reach, period / 4);
        var offsets = Enumerable.Range(near + 1, period - (2 * near) - 1);
        double[] others = [.. offsets.Where(offset => counts[offset] > 0).Select(Mean).Order()];
        return counts[0] == 0 || others.Length == 0
            ? null
            : new(Mean(0), others.Average(), Percentile(others, 0.025), Percentile(others, 0.975));
    }

    /// <summary>
    /// As <see cref="Figure"/>, for values added one by one that change slowly from offset to offset, so that a small core has
    /// few that are independent: the upper bound is at least two standard errors of the borders' mean above the others'.
    /// </summary>
    public SeamFigure? FigureOfSingles(int reach)
    {
        if (Figure(reach) is not { } figure)
        {
            return null;
        }

        var near = Math.Min(reach, period / 4);
        var others = Enumerable.Range(near + 1, period - (2 * near) - 1).ToArray();
        double count = others.Sum(offset => counts[offset]);
        var mean = others.Sum(offset => sums[offset]) / count;
        var variance = Math.Max(0, (others.Sum(offset => squares[offset]) / count) - (mean * mean));
        return figure with { High = Math.Max(figure.High, figure.Elsewhere + (2 * Math.Sqrt(variance / counts[0]))) };
    }

    private double Mean(int offset) => sums[offset] / counts[offset];
}
