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

    [Fact]
    public void The_halo_is_the_receptive_field_where_that_is_small_and_bounded_where_it_is_not()
    {
        TileGrid Grid(string layer) => DreamPlanner.Plan(
            new(3000, 2000), new() { Model = "googlenet", Layer = layer, Jitter = 0 }, Nets.NetNamed("googlenet")).Octaves[^1];
        Assert.Equal(64, Grid("4c").Halo);
        Assert.True(Grid("conv1").Halo < 32);
    }

    [Fact]
    public void A_grid_that_is_given_is_kept()
    {
        TileGrid grid = DreamPlanner.Plan(
            new(1000, 700), new() { Model = "googlenet", Layer = "4c", Tile = 256, Halo = 96, Feather = 8 }, Nets.NetNamed("googlenet")).Octaves[^1];
        Assert.Equal((256, 96, 8, 4, 3), (grid.Core, grid.Halo, grid.Feather, grid.Columns, grid.Rows));
    }
}
