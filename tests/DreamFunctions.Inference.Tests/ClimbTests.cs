using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

/// <summary>An iteration as one run of the net is the iteration that is worked out step by step around its gradient.</summary>
public class ClimbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("resnet18", "block2", "own", 24, 4)]
    [InlineData("resnet18", "block3", "shared", 9, 3)]
    [InlineData("googlenet", "conv2", "pilot", 16, 4)]
    [InlineData("googlenet", "3a", "own", 0, 1)]
    public async Task It_gives_the_same_bytes(string name, string layer, string mode, int jitter, int iterations)
    {
        var (card, path) = await Shared.NetAsync(name);
        var target = card.LayerNamed(layer);
        using var net = DreamNet.Load(card, path, target, new(Provider.Cpu, 2));
        var size = new Size(157, 101);
        var grid = TileGrid.Plan(size, 64, 48, 4, target.Stride, jitter);
        var picture = new Plane(new Region(size), Pixels.Scene(size, 8));
        var normaliser = mode switch
        {
            "own" => NormaliserMode.Own,
            "pilot" => NormaliserMode.Pilot(0.01),
            _ => NormaliserMode.Shared([1e-3, 2e-3, 1e-25]),
        };

        // The first tile, one at the picture's corner, which keeps less, and the first again.
        foreach (var tile in new[] { 0, grid.Count - 1, 0 })
        {
            var (expected, inOne) = (Buffer(tile), Buffer(tile));
            GradientFunction gradient = (pixels, g) => net.Gradient(grid.WindowSize, pixels, g);
            var apart = GradientAscent.Run(expected, grid, tile, 1, 5, new(iterations, 1.5f), normaliser, gradient, Cancellation);
            var before = net.Evaluations;
            var climb = net.Climb(inOne, grid.WindowOf(tile), grid.KeptOf(tile));
            var probe = GradientAscent.Probe(climb, grid, tile, 1, 5, Cancellation);
            Assert.Equal(Buffer(tile).Values, inOne.Values);
            climb = net.Climb(inOne, grid.WindowOf(tile), grid.KeptOf(tile));
            var trace = GradientAscent.Run(climb, grid, tile, 1, 5, new(iterations, 1.5f), normaliser, Cancellation);
            Assert.Equal(1 + iterations, net.Evaluations - before);
            Assert.Equal(expected.Values, inOne.Values);
            Assert.NotEqual(Buffer(tile).Values, inOne.Values);
            Assert.Equal((apart.Count, apart.Count), (trace.Count, probe.Count));
            Assert.Equal(trace.AbsoluteSum[0], probe.AbsoluteSum[0]);
            Assert.All(apart.AbsoluteSum.Zip(trace.AbsoluteSum), sums => Assert.Equal(sums.First, sums.Second, 1e-12 * sums.First));
        }

        Plane Buffer(int tile) => Reflection.Extend(picture, grid.BufferOf(tile), size);
    }

    /// <summary>
    /// Dreaming is chaotic, so the pictures differ; how much stronger the layer answers does not. On the processor it is the weights alone that
    /// are rounded: the runtime leaves out what would be rounded between two nodes.
    /// </summary>
    [Theory]
    [InlineData("resnet18", "block6")]
    [InlineData("googlenet", "4c")]
    public async Task Products_in_half_precision_lead_as_far(string name, string layer)
    {
        var (card, path) = await Shared.NetAsync(name);
        var target = card.LayerNamed(layer);
        var size = new Size(192, 160);
        var grid = TileGrid.Untiled(size, target.Stride, 16);
        var scene = Pixels.Scene(size, 3);
        var (whole, half) = (Gain(halfPrecision: false), Gain(halfPrecision: true));
        Assert.InRange(whole, 2, double.PositiveInfinity);
        Assert.InRange(half / whole, 0.95, 1.05);
        Assert.NotEqual(whole, half);

        double Gain(bool halfPrecision)
        {
            using var net = DreamNet.Load(card, path, target, new(Provider.Cpu, 2) { HalfPrecision = halfPrecision });
            var plane = Reflection.Extend(new Plane(new Region(size), [.. scene]), grid.BufferOf(0), size);
            GradientAscent.Run(
                net.Climb(plane, grid.WindowOf(0), grid.KeptOf(0)), grid, 0, 0, 5, new(10, 1.5f), NormaliserMode.Own, Cancellation);
            return net.Energy(size, plane.Crop(new Region(size)).Values, new Region(size)) / net.Energy(size, scene, new Region(size));
        }
    }

    [Fact]
    public async Task Something_that_is_no_number_ends_it()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        using var net = DreamNet.Load(card, path, card.LayerNamed("block2"), new(Provider.Cpu, 2));
        var grid = TileGrid.Untiled(new Size(64, 64), 8, 0);
        var buffer = new Plane(grid.BufferOf(0));
        Array.Fill(buffer.Values, float.NaN);
        Assert.Throws<ArithmeticException>(() => GradientAscent.Probe(
            net.Climb(buffer, grid.WindowOf(0), grid.KeptOf(0)), grid, 0, 0, 0, Cancellation));
    }
}
