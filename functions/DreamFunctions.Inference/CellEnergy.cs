using System.Numerics.Tensors;
using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference;

/// <summary>A term of the energy over some cells of its tensor, in double and always in the same order.</summary>
internal static class CellEnergy
{
    /// <param name="term">What is summed.</param>
    /// <param name="cells">The layer, 1, channels, rows, columns.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="stride">Pixels between neighbouring cells.</param>
    /// <param name="region">Which pixels of the window count; a cell does if its top left pixel lies in it.</param>
    /// <returns>The term with its weight.</returns>
    public static double Of(EnergyTerm term, ReadOnlySpan<float> cells, ReadOnlySpan<long> shape, int stride, Region region)
    {
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var (top, bottom) = Along(region.Y, region.Bottom, stride, rows);
        var (left, right) = Along(region.X, region.Right, stride, columns);
        if (term.Kind == EnergyKind.Guide)
        {
            return term.Weight * Guided(term, cells, shape, (top, bottom), (left, right));
        }

        var sum = 0.0;
        for (var channel = 0; channel < channels; channel++)
        {
            if (term.Channels.Count > 0 && !term.Channels.Contains(channel))
            {
                continue;
            }

            for (var row = top; row < bottom; row++)
            {
                var line = cells.Slice(((channel * rows) + row) * columns, columns);
                for (var column = left; column < right; column++)
                {
                    sum += term.Kind == EnergyKind.Direction
                        ? (double)line[column] * term.Values.Span[channel]
                        : (double)line[column] * line[column] / 2;
                }
            }
        }

        return term.Weight * sum;
    }

    private static double Guided(
        EnergyTerm term, ReadOnlySpan<float> cells, ReadOnlySpan<long> shape, (int First, int End) down, (int First, int End) across)
    {
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var cell = new float[channels];
        var sum = 0.0;
        for (var row = down.First; row < down.End; row++)
        {
            for (var column = across.First; column < across.End; column++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    cell[channel] = cells[(((channel * rows) + row) * columns) + column];
                }

                var best = float.NegativeInfinity;
                for (var at = 0; at < term.Values.Length; at += channels)
                {
                    best = Math.Max(best, TensorPrimitives.Dot(cell, term.Values.Span.Slice(at, channels)));
                }

                sum += best;
            }
        }

        return sum;
    }

    private static (int First, int End) Along(int from, int to, int stride, int count)
    {
        var first = Math.Clamp((from + stride - 1) / stride, 0, count);
        return (first, Math.Clamp((to + stride - 1) / stride, first, count));
    }
}
