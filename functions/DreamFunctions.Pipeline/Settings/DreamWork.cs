using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// What a plan costs in the net, counted in pixels of windows and told as a share of what the untiled dream of the same octaves
/// takes for its gradients (every octave in one window, as many iterations).
/// </summary>
/// <param name="Halo">
/// More pixels seen by the tiles' own iterations: their halos, and cores beyond the picture's edge; below 0 where a mask leaves
/// tiles out. Exact mode's windows are the worker's choice and not among them.
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
    public static DreamWork Of(DreamPlan plan)
    {
        double iterations = plan.Settings.Iterations;
        double untiled = iterations * plan.Octaves.Sum(Untiled);
        int[] octaves = [.. Enumerable.Range(0, plan.Octaves.Count)];
        return new(
            Halo: (iterations * octaves.Sum(octave => Tiled(plan, octave)) / untiled) - 1,
            Probes: octaves.Sum(octave => plan.TilesOf(octave).Count > 1 ? Tiled(plan, octave) : 0) / untiled,
            Measurement: 2 * Tiled(plan, plan.Octaves.Count - 1) / untiled);
    }

    private static double Tiled(DreamPlan plan, int octave) => (double)plan.TilesOf(octave).Count * plan.Octaves[octave].WindowOf(0).PixelCount;

    private static double Untiled(TileGrid grid) => TileGrid.Untiled(grid.Picture, grid.Stride, grid.Jitter).WindowOf(0).PixelCount;
}
