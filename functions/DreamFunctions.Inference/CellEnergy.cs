using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference;

/// <summary>Half the sum of squares over some cells of a layer.</summary>
internal static class CellEnergy
{
    /// <param name="cells">The layer, 1, channels, rows, columns.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="stride">Pixels between neighbouring cells.</param>
    /// <param name="region">Which pixels of the window count; a cell does if its top left pixel lies in it.</param>
    /// <returns>The sum in double, always in the same order.</returns>
    public static double Of(ReadOnlySpan<float> cells, ReadOnlySpan<long> shape, int stride, Region region)
    {
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var (top, bottom) = Along(region.Y, region.Bottom, stride, rows);
        var (left, right) = Along(region.X, region.Right, stride, columns);
        var sum = 0.0;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var row = top; row < bottom; row++)
            {
                var line = cells.Slice(((channel * rows) + row) * columns, columns);
                for (var column = left; column < right; column++)
                {
                    sum += (double)line[column] * line[column];
                }
            }
        }

        return sum / 2;
    }

    private static (int First, int End) Along(int from, int to, int stride, int count)
    {
        var first = Math.Clamp((from + stride - 1) / stride, 0, count);
        return (first, Math.Clamp((to + stride - 1) / stride, first, count));
    }
}
