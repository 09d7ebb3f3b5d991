using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// What a plan costs in the net, counted in pixels of windows and told as a share of what the untiled dream of the same octaves
/// takes for its gradients (every octave in one window, as many iterations).
/// </summary>
/// <param name="Halo">
/// More pixels seen by the tiles' own iterations: their halos, those of exact mode's windows, and cores beyond the picture's edge; below 0
/// where a mask leaves tiles out.
/// </param>
/// <param name="Probes">The one more gradient of every tile, which finds the normaliser.</param>
/// <param name="Measurement">
/// The two forward passes of the last octave's tiles that find the energy before and after. A forward pass takes about a third
/// of a gradient's time, and the untiled dream is measured too: not part of the total.
/// </param>
public sealed record DreamWork(double Halo, double Probes, double Measurement)
{
    /// <summary>Pixels through the gradient over the untiled dream's: 1 + halo + probes.</summary>
    [JsonInclude]
    public double Total => 1 + Halo + Probes;

    /// <summary>The work of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="windowHalos">
    /// For each octave the pixels that the net sees beyond one for each of a tile's window: the workers' answer, since exact mode's smaller
    /// windows are their choice.
    /// </param>
    public static DreamWork Of(DreamPlan plan, IReadOnlyList<double> windowHalos)
    {
        double iterations = plan.Settings.Iterations;
        double untiled = iterations * plan.Octaves.Sum(Untiled);
        int[] octaves = [.. Enumerable.Range(0, plan.Octaves.Count)];
        return new(
            Halo: (iterations * octaves.Sum(Tiled) / untiled) - 1,
            Probes: octaves.Sum(octave => plan.TilesOf(octave).Count > 1 ? Tiled(octave) : 0) / untiled,
            Measurement: 2 * Tiled(plan.Octaves.Count - 1) / untiled);

        double Tiled(int octave) => plan.TilesOf(octave).Count * (1 + windowHalos[octave]) * plan.Octaves[octave].WindowOf(0).PixelCount;
    }

    private static double Untiled(TileGrid grid) => TileGrid.Untiled(grid.Picture, grid.Stride, grid.Jitter).WindowOf(0).PixelCount;
}
