using DreamFunctions.Dreaming;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.TileWorker.Tests;

/// <summary>A ticket of the exact mode, on a plane that takes several windows.</summary>
public sealed class ExactTicketTests(Azurite azurite)
{
    private static readonly DreamSettings Exact =
        new() { Layer = "block2", Iterations = 3, Tile = 32, Jitter = 8, Mode = DreamMode.Exact };

    // No sign of life among the answers, however busy the machine.
    private static readonly TilePace Patient = new(TimeSpan.FromMinutes(30));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_dreams_and_measures_what_the_untiled_one_does()
    {
        (Plane untiled, TileResult dreamed, TileResult energy) = await DreamAsync(Exact with { Mode = DreamMode.Untiled });
        (Plane exact, TileResult visited, TileResult measured) = await DreamAsync(Exact);
        Assert.Equal((3, 3 * 8), (dreamed.Evaluations, visited.Evaluations));
        // The halos of the eight windows: they are the worker's choice, so only it can tell.
        Assert.Equal(0, dreamed.WindowHalo);
        Assert.InRange(visited.WindowHalo, 0.5, 7);
        Assert.Equal(dreamed.Count, visited.Count);
        Assert.Equal(dreamed.AbsoluteSum[0], visited.AbsoluteSum[0], 1e-5 * dreamed.AbsoluteSum[0]);
        double error = untiled.Values.Zip(exact.Values, (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.True(10 * Math.Log10(255 * 255 / error) >= 40, $"mean square {error}");
        Assert.True(exact.Values.Average(Math.Abs) > 1);
        Assert.Equal(energy.EnergyBefore, measured.EnergyBefore, 1e-5 * energy.EnergyBefore);
        Assert.Equal(energy.EnergyAfter, measured.EnergyAfter, 1e-2 * energy.EnergyAfter);
    }

    private async Task<(Plane Detail, TileResult Tile, TileResult Energy)> DreamAsync(DreamSettings settings)
    {
        using Scene scene = await Scene.CreateAsync(azurite, settings, width: 180, height: 140, pace: Patient);
        await scene.SendAsync(scene.Ticket(0));
        TileResult tile = Assert.Single(await scene.WorkAsync(answers: 1));
        using Scene measuring = await Scene.CreateAsync(azurite, settings, scene.Storage.Names, 180, 140, Patient);
        await measuring.SendAsync(measuring.Ticket(0, TilePass.Measure));
        TileResult energy = Assert.Single(await measuring.WorkAsync(answers: 1));
        Assert.Equal((null, null), (tile.Error, energy.Error));
        TileGrid grid = scene.Plan.Octaves[0];
        Plane detail = await scene.Storage.Work.ReadDetailAsync("dream-t", 0, grid, new Region(grid.Picture), _ => 0, Stop);
        return (detail, tile, energy);
    }
}
