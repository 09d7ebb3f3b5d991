using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// What a plan costs in the net, counted in pixels of windows and told as a share of what the untiled dream of the same octaves
/// takes for its gradients (every octave in one window, as many iterations).
/// </summary>
/// <param name="Halo">More pixels seen by the tiles' own iterations: their halos, and cores beyond the picture's edge.</param>
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
        double untiled = plan.Octaves.Sum(grid => iterations * Untiled(grid));
        return new(
            Halo: plan.Octaves.Sum(grid => iterations * (Tiled(grid) - Untiled(grid))) / untiled,
            Probes: plan.Octaves.Sum(grid => grid.Count > 1 ? Tiled(grid) : 0) / untiled,
            Measurement: 2 * Tiled(plan.Octaves[^1]) / untiled);
    }

    private static double Tiled(TileGrid grid) => (double)grid.Count * grid.WindowOf(0).PixelCount;

    private static double Untiled(TileGrid grid) => Tiled(TileGrid.Untiled(grid.Picture, grid.Stride, grid.Jitter));
}
