using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Inference.Tests;

public class DreamNetTests
{
    private static readonly InferenceOptions s_twoThreads = new(Provider.Cpu, 2);

    [Theory]
    [InlineData("resnet18", "block4", 96, 64)]
    [InlineData("resnet18", "block6", 128, 96)]
    [InlineData("resnet18", "block9", 96, 160)]
    [InlineData("googlenet", "conv2", 64, 48)]
    [InlineData("googlenet", "3b", 96, 64)]
    [InlineData("googlenet", "4c", 128, 96)]
    public async Task The_gradient_is_the_slope_of_the_energy(string net, string layer, int width, int height)
    {
        using var dream = await LoadAsync(net, layer);
        var size = new Size(width, height);
        var pixels = Pixels.Scene(size, 1);
        var gradient = new float[pixels.Length];
        dream.Gradient(size, pixels, gradient);

        // Random signs, and some of the gradient itself, so that the slope is large against rounding.
        var largest = gradient.Max(Math.Abs);
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var direction = Pixels.Signs(pixels.Length, seed);
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] = ((direction[i] * Math.Abs(gradient[i])) + (0.5f * gradient[i])) / largest;
            }

            const float step = 0.02f;
            var up = dream.Energy(size, Pixels.Along(pixels, direction, step), new Region(size));
            var down = dream.Energy(size, Pixels.Along(pixels, direction, -step), new Region(size));
            var expected = Pixels.Dot(gradient, direction);
            Assert.True(
                Math.Abs(((up - down) / (2 * step)) - expected) < 0.01 * Math.Abs(expected),
                $"seed {seed}: slope {(up - down) / (2 * step)}, gradient {expected}");
        }
    }

    [Theory]
    [InlineData("resnet18", 224, 224)]
    [InlineData("resnet18", 160, 208)]
    [InlineData("googlenet", 224, 224)]
    [InlineData("googlenet", 160, 208)]
    public async Task A_dream_of_a_few_iterations_raises_the_energy(string net, int width, int height)
    {
        var (card, _) = await Shared.NetAsync(net);
        using var dream = await LoadAsync(net, card.DefaultLayer);
        var grid = TileGrid.Untiled(new Size(width, height), card.LayerNamed(card.DefaultLayer).Stride, 0);
        var window = grid.WindowSize;
        var buffer = new Plane(grid.BufferOf(0), Pixels.Scene(window, 2));
        var before = dream.Energy(window, buffer.Values, new Region(window));
        GradientAscent.Run(
            buffer,
            grid,
            0,
            0,
            1,
            new AscentSettings(6, 2),
            null,
            (pixels, gradient) => dream.Gradient(window, pixels, gradient),
            TestContext.Current.CancellationToken);
        var after = dream.Energy(window, buffer.Values, new Region(window));
        Assert.True(after > 3 * before, $"energy went from {before} to {after}");
        Assert.Equal(6, dream.Evaluations);
        var spent = dream.NetTime;
        Assert.True(spent > TimeSpan.Zero);
        dream.Energy(window, buffer.Values, new Region(window));
        Assert.True(dream.NetTime > spent);
    }

    [Fact]
    public async Task The_energy_of_parts_adds_up_to_the_whole()
    {
        using var dream = await LoadAsync("resnet18", "block5");
        var size = new Size(96, 64);
        var pixels = Pixels.Scene(size, 3);
        var whole = dream.Energy(size, pixels, new Region(size));
        var left = dream.Energy(size, pixels, new Region(0, 0, 41, 64));
        var right = dream.Energy(size, pixels, new Region(41, 0, 55, 64));
        Assert.InRange(left, 0.05 * whole, 0.95 * whole);
        Assert.Equal(whole, left + right, 1e-9 * whole);
        Assert.Equal(0, dream.Energy(size, pixels, new Region(1, 1, 15, 15)));
        Assert.Equal(whole, dream.Energy(size, pixels, new Region(-50, -50, 500, 500)));
    }

    [Theory]
    [InlineData("resnet18", "block2")]
    [InlineData("resnet18", "block3")]
    [InlineData("googlenet", "3a")]
    public async Task A_window_on_the_stride_grid_agrees_with_a_larger_one_beyond_the_receptive_field(string net, string layer)
    {
        var (card, _) = await Shared.NetAsync(net);
        var (stride, receptiveField) = (card.LayerNamed(layer).Stride, card.LayerNamed(layer).ReceptiveField);
        using var dream = await LoadAsync(net, layer);
        var whole = new Plane(new Region(0, 0, 28 * 8, 26 * 8), Pixels.Scene(new Size(28 * 8, 26 * 8), 7));
        var expected = GradientOf(whole);
        var onGrid = new Region(2 * stride, stride, 24 * 8, 22 * 8);
        Assert.True(Difference(onGrid) < 1e-4, $"{Difference(onGrid)}");
        Assert.True(Difference(onGrid.Offset(1, 0)) > 0.1);

        // The largest difference where both windows see all that counts, over the mean |gradient| there.
        double Difference(Region window)
        {
            var part = GradientOf(whole.Crop(window));
            var inside = window.Inflate(1 - receptiveField);
            var (a, b) = (expected.Crop(inside).Values, part.Crop(inside).Values);
            return a.Zip(b, (x, y) => Math.Abs(x - y)).Max() / a.Average(Math.Abs);
        }

        Plane GradientOf(Plane pixels)
        {
            var gradient = new Plane(pixels.Area);
            dream.Gradient(pixels.Area.Size, pixels.Values, gradient.Values);
            return gradient;
        }
    }

    [Fact]
    public async Task Asking_for_other_sizes_and_back_gives_the_same_again()
    {
        using var dream = await LoadAsync("resnet18", "block3");
        var (size, other) = (new Size(64, 48), new Size(48, 80));
        var pixels = Pixels.Scene(size, 4);
        var first = new float[pixels.Length];
        var again = new float[pixels.Length];
        dream.Gradient(size, pixels, first);
        var elsewhere = Pixels.Scene(other, 5);
        dream.Gradient(other, elsewhere, new float[elsewhere.Length]);
        dream.Gradient(size, pixels, again);
        Assert.Equal(first, again);
        Assert.Contains(first, value => value != 0);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("googlenet")]
    public async Task Threads_do_not_change_the_gradients_bits(string net)
    {
        var (card, _) = await Shared.NetAsync(net);
        var size = new Size(128, 96);
        var pixels = Pixels.Scene(size, 6);
        var (one, two, again) = (new float[pixels.Length], new float[pixels.Length], new float[pixels.Length]);
        using (var dream = await LoadAsync(net, card.DefaultLayer, new InferenceOptions(Provider.Cpu, 1)))
        {
            dream.Gradient(size, pixels, one);
        }

        using (var dream = await LoadAsync(net, card.DefaultLayer))
        {
            dream.Gradient(size, pixels, two);
            dream.Gradient(size, pixels, again);
        }

        Assert.Equal(two, again);
        Assert.Equal(one, two);
    }

    [Fact]
    public async Task A_tensor_that_the_file_lacks_is_an_error_that_names_the_nearest()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        var layer = new NetLayer("odd", "ReLU348_Output_0", 1, 1, 1);
        var error = Assert.Throws<UnknownTargetException>(() => DreamNet.Load(card, path, layer, s_twoThreads));
        Assert.Contains("ReLU347_Output_0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_stands_in_where_the_file_names_the_tensor_differently()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        var layer = card.LayerNamed("block3") with { Tensor = "elsewhere", Aliases = ["nowhere", "ReLU301_Output_0"] };
        using var dream = DreamNet.Load(card, path, layer, s_twoThreads);
        Assert.Equal("ReLU301_Output_0", dream.Tensor);
    }

    [Fact]
    public async Task An_input_that_the_card_does_not_name_is_an_error()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        var error = Assert.Throws<ArgumentException>(
            () => DreamNet.Load(card with { Input = "data" }, path, card.LayerNamed("block3"), s_twoThreads));
        Assert.Contains("Input247", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_that_do_not_fit_the_window_are_refused()
    {
        using var dream = await LoadAsync("resnet18", "block3");
        Assert.Throws<ArgumentException>(() => dream.Gradient(new Size(8, 8), new float[192], new float[191]));
        Assert.Throws<ArgumentException>(() => dream.Energy(new Size(8, 8), new float[191], default));
    }

    [Fact]
    public async Task Windows_off_the_stride_grid_are_refused_with_the_stride()
    {
        using var dream = await LoadAsync("resnet18", "block3");
        var window = new Size(64, 36);
        var plane = new Plane(new Region(window));
        foreach (Action asked in new Action[]
        {
            () => dream.Gradient(window, plane.Values, new float[plane.Values.Length]),
            () => dream.Climb(plane, plane.Area, plane.Area),
        })
        {
            Assert.Contains("multiples of 8", Assert.Throws<ArgumentException>(asked).Message, StringComparison.Ordinal);
        }
    }

    private static async Task<DreamNet> LoadAsync(string net, string layer, InferenceOptions? options = null)
    {
        var (card, path) = await Shared.NetAsync(net);
        return DreamNet.Load(card, path, card.LayerNamed(layer), options ?? s_twoThreads);
    }
}
