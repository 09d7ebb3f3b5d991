namespace DreamFunctions.Dreaming;

/// <summary>Means of a figure at each offset modulo the core; the borders are offset 0.</summary>
internal sealed class OffsetMeans(int core)
{
    private readonly double[] sums = new double[core];
    private readonly long[] counts = new long[core];

    /// <summary>Adds so many values at a place.</summary>
    /// <param name="position">Pixels from where the first core begins, not negative.</param>
    /// <param name="sum">The values' sum.</param>
    /// <param name="count">How many values.</param>
    public void Add(int position, double sum, long count)
    {
        sums[position % core] += sum;
        counts[position % core] += count;
    }

    /// <summary>The figure at the borders, and its spread over the offsets that are no part of a seam.</summary>
    /// <param name="feather">Half the width of the ramp.</param>
    public SeamFigure Figure(int feather)
    {
        // A jump reaches over two pixels. Where ramps leave hardly anything in between, most of them are compared.
        var reach = Math.Min(Math.Max(feather, 2), core / 4);
        var offsets = Enumerable.Range(reach + 1, core - (2 * reach) - 1);
        double[] others = [.. offsets.Where(offset => counts[offset] > 0).Select(Mean).Order()];
        return new(Mean(0), others.Average(), Percentile(others, 0.025), Percentile(others, 0.975));
    }

    private double Mean(int offset) => sums[offset] / counts[offset];

    private static double Percentile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
