using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

public class ExactDreamTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("resnet18", "block5", 500, 350, 96, 4)]
    [InlineData("googlenet", "3b", 400, 330, 96, 4)]
    [InlineData("googlenet", "4c", 760, 320, 64, 1)]
    public async Task A_dream_visited_in_windows_is_the_untiled_dream(
        string name, string layer, int width, int height, int core, int iterations)
    {
        var (card, path) = await Shared.NetAsync(name);
        var target = card.LayerNamed(layer);
        using var net = DreamNet.Load(card, path, target, new(Provider.Cpu, 2));
        var size = new Size(width, height);
        var grid = TileGrid.Untiled(size, target.Stride, 32);
        var picture = new Plane(new Region(size), Pixels.Scene(size, 8));
        var windows = ExactWindows.Fit(grid.WindowSize, target.ReceptiveField, target.Stride, core, long.MaxValue)!;
        Assert.InRange(windows.Count, 2, 20);

        GradientFunction atOneGo = (pixels, gradient) => net.Gradient(grid.WindowSize, pixels, gradient);
        var visited = windows.Over((pixels, gradient) => net.Gradient(windows.Window, pixels, gradient), Cancellation);
        var window = Reflection.Extend(picture, grid.WindowOf(0), size).Values;
        var (expected, actual) = (new float[window.Length], new float[window.Length]);
        atOneGo(window, expected);
        visited(window, actual);
        var largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / expected.Average(Math.Abs);

        var (untiled, exact) = (Dream(atOneGo), Dream(visited));
        var error = untiled.Values.Zip(exact.Values, (a, b) => (double)(a - b) * (a - b)).Average();
        var decibel = 10 * Math.Log10(255 * 255 / error);
        output.WriteLine(
            $"{name} {layer} {size}: {windows.Count} windows of {windows.Window}, work x{windows.Work:F2}; largest difference of the first "
            + $"gradient {largest:E1} of its mean; {iterations} iterations: {decibel:F1} dB");
        Assert.True(largest < 1e-4, $"{largest}");
        Assert.True(decibel > 40, $"{decibel}");

        Plane Dream(GradientFunction gradient)
        {
            var buffer = Reflection.Extend(picture, grid.BufferOf(0), size);
            GradientAscent.Run(buffer, grid, 0, 0, 3, new(iterations, 1.5f), null, gradient, Cancellation);
            Assert.True(buffer.Minus(Reflection.Extend(picture, grid.BufferOf(0), size), picture.Area).Values.Average(Math.Abs) > 1);
            return buffer.Crop(picture.Area);
        }
    }
}
