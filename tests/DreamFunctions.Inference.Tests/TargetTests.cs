using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Inference.Tests;

/// <summary>Layers with weights, channels, classes and guides on the real nets.</summary>
public class TargetTests
{
    private static readonly InferenceOptions s_twoThreads = new(Provider.Cpu, 2);
    private static readonly Size s_size = new(128, 96);

    [Theory]
    [InlineData("resnet18", "block2, block5*0.5", false)]
    [InlineData("resnet18", "block4[3 17], block6*-1", false)]
    [InlineData("resnet18", "block4", true)]
    [InlineData("resnet18", "block3*2, block4[3 17]", true)]
    [InlineData("googlenet", "class:tabby, class:goldfish*-0.5", false)]
    public async Task The_gradient_is_the_slope_of_the_energy(string net, string targets, bool guided)
    {
        using var dream = await LoadAsync(net, targets, guided);
        var pixels = Pixels.Scene(s_size, 1);
        var gradient = Gradient(dream, pixels);
        var largest = gradient.Max(Math.Abs);
        foreach (var seed in new[] { 1, 2 })
        {
            var direction = Pixels.Signs(pixels.Length, seed);
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] = ((direction[i] * Math.Abs(gradient[i])) + (0.5f * gradient[i])) / largest;
            }

            const float step = 0.02f;
            var up = dream.Energy(s_size, Pixels.Along(pixels, direction, step), new Region(s_size));
            var down = dream.Energy(s_size, Pixels.Along(pixels, direction, -step), new Region(s_size));
            var expected = Pixels.Dot(gradient, direction);
            Assert.True(
                Math.Abs(((up - down) / (2 * step)) - expected) < 0.01 * Math.Abs(expected),
                $"seed {seed}: slope {(up - down) / (2 * step)}, gradient {expected}");
        }
    }

    [Fact]
    public async Task A_weight_means_the_same_on_each_layer()
    {
        // On the picture by which terms are weighed each layer pulls as strongly; their own gradients differ by orders.
        var reference = Noise.Fractal(new Region(0, 0, 224, 224), 0).Values;
        var size = new Size(224, 224);
        var (low, high, both) = (await Alone("block1"), await Alone("block7"), await Alone("block1, block7"));
        var (a, b) = (Mean(low), Mean(high));
        Assert.True(a / b is > 2 or < 0.5, $"{a} and {b}");
        for (var i = 0; i < both.Length; i += 997)
        {
            Assert.Equal((low[i] / a) + (high[i] / b), both[i], 0.02);
        }

        async Task<float[]> Alone(string targets)
        {
            using var dream = await LoadAsync("resnet18", targets, false);
            var gradient = new float[reference.Length];
            dream.Gradient(size, reference, gradient);
            return gradient;
        }

        static double Mean(float[] values) => values.Average(value => (double)Math.Abs(value));
    }

    [Fact]
    public async Task A_single_negative_weight_turns_the_gradient_around()
    {
        using var sought = await LoadAsync("resnet18", "block3", false);
        using var avoided = await LoadAsync("resnet18", "block3*-7", false);
        var pixels = Pixels.Scene(s_size, 2);
        Assert.Equal(Gradient(sought, pixels), Gradient(avoided, pixels).Select(value => -value));
    }

    [Fact]
    public async Task A_guide_pulls_elsewhere_than_the_layer_itself()
    {
        using var own = await LoadAsync("resnet18", "block4", false);
        using var guided = await LoadAsync("resnet18", "block4", true);
        var pixels = Pixels.Scene(s_size, 3);
        var (a, b) = (Gradient(own, pixels), Gradient(guided, pixels));
        var cosine = Pixels.Dot(a, b) / Math.Sqrt(Pixels.Dot(a, a) * Pixels.Dot(b, b));
        Assert.InRange(cosine, -0.9, 0.9);
    }

    private static async Task<DreamNet> LoadAsync(string net, string targets, bool guided)
    {
        var (card, path) = await Shared.NetAsync(net);
        var guide = guided ? new Plane(new Region(0, 0, 75, 50), Pixels.Scene(new Size(75, 50), 9)) : null;
        return DreamNet.Load(card, path, DreamTarget.Parse(targets, card), guide, s_twoThreads);
    }

    private static float[] Gradient(DreamNet dream, float[] pixels)
    {
        var gradient = new float[pixels.Length];
        dream.Gradient(s_size, pixels, gradient);
        return gradient;
    }
}
