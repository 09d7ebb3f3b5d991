using CsCheck;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Xunit;
using Size = DreamFunctions.Dreaming.Size;

namespace DreamFunctions.Pipeline.Tests.Settings;

public sealed class DreamPlannerTests
{
    private static readonly NetCatalogue Nets = NetCatalogue.BuiltIn();

    private static readonly Gen<DreamSettings> AnySettings =
        from model in Gen.Bool.Select(first => first ? "resnet18" : "googlenet")
        from layer in Gen.Int[0, 100]
        from octaves in Gen.Int[1, 12]
        from scale in Gen.Double[1.05, 4]
        from jitter in Gen.Int[0, 256]
        from tile in Gen.Int[32, 4096]
        from feather in Gen.Int[0, 16]
        from mode in Gen.Enum<DreamMode>()
        select new DreamSettings
        {
            Model = model,
            Layer = Nets.NetNamed(model).Layers[layer % Nets.NetNamed(model).Layers.Count].Name,
            Octaves = octaves,
            OctaveScale = scale,
            Jitter = jitter,
            Tile = tile,
            Feather = feather,
            Mode = mode,
        };

    [Fact]
    public void Whatever_the_rules_allow_can_be_planned_for_any_size() =>
        Gen.Select(AnySettings, Gen.Int[1, 3000], Gen.Int[1, 3000]).Sample((settings, width, height) =>
    {
        DreamSettings allowed = SettingsRules.Check(settings, Nets);
        DreamPlan plan = DreamPlanner.Plan(new(width, height), allowed, Nets.NetNamed(allowed.Model));
        Assert.Equal(settings.Octaves, plan.Octaves.Count);
        Assert.Equal(new Size(width, height), plan.Octaves[^1].Picture);
        if (settings.Mode == DreamMode.Untiled)
            Assert.All(plan.Octaves, grid => Assert.Equal(1, grid.Count));
    });

    [Theory]
    [InlineData("googlenet", "4c", 96)]
    [InlineData("googlenet", "3b", 48)]
    [InlineData("googlenet", "conv1", 48)]
    [InlineData("resnet18", "block6", 64)]
    public void The_halo_grows_with_the_receptive_field_and_has_room_for_jitter_and_feather(string model, string layer, int halo) =>
        Assert.Equal(halo, DreamPlanner.Plan(
            new(3000, 2000), new() { Model = model, Layer = layer }, Nets.NetNamed(model)).Octaves[^1].Halo);

    [Theory]
    [InlineData(4000, 3000)]
    [InlineData(3000, 4000)]
    [InlineData(4243, 2828)]
    [InlineData(4619, 2598)]
    [InlineData(3464, 3464)]
    [InlineData(6000, 2000)]
    public void Twelve_megapixels_of_4c_take_at_most_1_6_times_the_untiled_work(int width, int height)
    {
        DreamPlan plan = DreamPlanner.Plan(new(width, height), new() { Model = "googlenet", Layer = "4c" }, Nets.NetNamed("googlenet"));
        DreamWork work = DreamWork.Of(plan, [0, 0, 0, 0]);
        Assert.InRange(work.Total, 1.2, 1.6);
        Assert.All(plan.Octaves, grid => Assert.InRange(grid.WindowOf(0).PixelCount, 1, DreamPlanner.WindowPixels));
    }

    [Fact]
    public void The_untiled_dream_is_the_measure_of_work()
    {
        DreamSettings settings = new() { Model = "googlenet", Layer = "4c", Mode = DreamMode.Untiled };
        DreamWork work = DreamWork.Of(DreamPlanner.Plan(new(2000, 1000), settings, Nets.NetNamed("googlenet")), [0, 0, 0, 0]);
        Assert.Equal((1, 0, 0), (work.Total, work.Halo, work.Probes));

        // One octave in 4 x 2 tiles of 512, halo 96: 8 windows of 704 x 704, a probe beside 10 iterations.
        work = DreamWork.Of(DreamPlanner.Plan(
            new(2048, 1024), settings with { Mode = DreamMode.Fast, Octaves = 1, Tile = 512, Halo = 96 }, Nets.NetNamed("googlenet")), [0]);
        double windows = 8 * 704 * 704, untiled = (2048 + 32) * (1024 + 32);
        Assert.Equal(windows / untiled - 1, work.Halo, 1e-9);
        Assert.Equal(windows / untiled / 10, work.Probes, 1e-9);
        Assert.Equal(2 * windows / untiled / 10, work.Measurement, 1e-9);

        // An exact plane that its worker visits in windows of half as much again.
        work = DreamWork.Of(DreamPlanner.Plan(
            new(2048, 1024), settings with { Mode = DreamMode.Exact, Octaves = 1 }, Nets.NetNamed("googlenet")), [0.5]);
        Assert.Equal((1.5, 0.5, 0), (work.Total, work.Halo, work.Probes));
        Assert.Equal(0.3, work.Measurement, 1e-9);
    }

    [Fact]
    public void A_grid_that_is_given_is_kept()
    {
        TileGrid grid = DreamPlanner.Plan(
            new(1000, 700), new() { Model = "googlenet", Layer = "4c", Tile = 256, Halo = 96, Feather = 8 }, Nets.NetNamed("googlenet")).Octaves[^1];
        Assert.Equal((256, 96, 8, 4, 3), (grid.Core, grid.Halo, grid.Feather, grid.Columns, grid.Rows));
    }

    [Fact]
    public void An_estimate_counts_what_the_octaves_will_take()
    {
        NetCard net = NetCatalogue.BuiltIn().NetNamed("resnet18");
        DreamPlan plan = DreamPlanner.Plan(new(400, 300), new() { Octaves = 2, Iterations = 3, Tile = 128 }, net);
        DreamEstimate estimate = DreamEstimate.Of(plan);
        int first = plan.Octaves[0].Count, last = plan.Octaves[1].Count;
        Assert.Equal((first + last, 2 * first + 3 * last, 4 * first + 5 * last), (estimate.Tiles, estimate.Tickets, estimate.Evaluations));
        Size window = plan.Octaves[0].WindowSize;
        Assert.Equal(estimate.Evaluations * window.Width * window.Height / 1e6, estimate.Megapixels, 1e-3);
        Assert.Equal(estimate.Megapixels / 2, estimate.SecondsAt(2));
        Assert.Equal(estimate.Megapixels / 2 / 3600 * 5, estimate.CostAt(2, 5));
    }

    [Fact]
    public void A_budget_ends_the_dream_at_the_last_whole_octave_within_it() =>
        Gen.Select(Gen.Int[64, 700], Gen.Int[64, 700], Gen.Double[0.05, 40]).Sample((width, height, budget) =>
        {
            NetCard net = NetCatalogue.BuiltIn().NetNamed("resnet18");
            DreamSettings settings = new() { Octaves = 4, Tile = 128 };
            DreamPlan free = DreamPlanner.Plan(new(width, height), settings, net);
            double[] takes = [.. Enumerable.Range(1, 4).Select(n => DreamEstimate.Of(free with { Octaves = [.. free.Octaves.Take(n)] }).Megapixels)];
            if (takes[0] > budget)
            {
                string message = Assert.Throws<SettingsException>(
                    () => DreamPlanner.Plan(new(width, height), settings with { Budget = budget }, net)).Message;
                Assert.Contains("budget is ", message);
                return;
            }

            DreamPlan plan = DreamPlanner.Plan(new(width, height), settings with { Budget = budget }, net);
            Assert.Equal(takes.Count(megapixels => megapixels <= budget), plan.Octaves.Count);
            Assert.Equal(new Size(width, height), plan.Sizes[^1].Picture);
            Assert.Equal(plan.Octaves.Count < 4, plan.Full is not null);
        });
}
