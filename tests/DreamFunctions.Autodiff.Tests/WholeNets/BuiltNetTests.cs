namespace DreamFunctions.Autodiff.Tests.WholeNets;

/// <summary>
/// Nets of other families against how their energy really moves: the runtime runs the model as it stands, and the energy's change
/// along directions drawn at random is what the gradient says.
/// </summary>
public class BuiltNetTests
{
    private const int Seed = 31;

    internal static readonly Dictionary<string, Func<Layers>> Nets = new()
    {
        ["VGG"] = WholeNets.Nets.Vgg,
        ["ResNet-50"] = WholeNets.Nets.ResNet50,
        ["MobileNet v2"] = WholeNets.Nets.MobileNet2,
        ["MobileNet v3"] = WholeNets.Nets.MobileNet3,
        ["EfficientNet"] = WholeNets.Nets.EfficientNet,
        ["Inception v3"] = WholeNets.Nets.Inception3,
        ["ViT"] = () => WholeNets.Nets.Vit(composed: false),
        ["ViT, normalisation composed"] = () => WholeNets.Nets.Vit(composed: true),
    };

    public static TheoryData<string, int, int, bool> Cases()
    {
        var data = new TheoryData<string, int, int, bool>();
        foreach (var name in Nets.Keys)
            foreach (var (height, width) in name switch
            {
                "VGG" => [(64, 64)],
                _ when name.StartsWith("ViT", StringComparison.Ordinal) => [(32, 32)],
                _ => new[] { (64, 64), (79, 61) },
            })
                foreach (var fast in new[] { true, false }) data.Add(name, height, width, fast);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Moves_as_its_gradient_says(string name, int height, int width, bool fastForms)
    {
        var model = Nets[name]().Net;
        var target = model.Model.Graph.Node[^1].Output[0];
        long[] shape = [1, 3, height, width];
        var random = new Random(Seed);
        double[] x = [.. Enumerable.Range(0, 3 * height * width).Select(_ => random.NextDouble() * 2 - 1)];
        var here = Running.Once(GradientGraph.Build(model.Model, target, new() { FastForms = fastForms }), x, shape);
        var g = here["gradient"];
        Assert.Equal(shape, g.Shape);

        var ending = model.Ending(target);
        for (var i = 0; i < 4; i++) ending.Graph.Input[0].Type.TensorType.Shape.Dim[i] = new() { DimValue = shape[i] };
        using var forward = new Running(ending);
        double Energy(double step, double[] direction)
        {
            var y = forward.Run([.. x.Zip(direction, (a, d) => a + step * d)], shape)[target].Values;
            return 0.5 * Tensor.Dot(y, y);
        }
        var energy = Energy(0, x);
        Assert.InRange(here["energy"].Values[0] / energy - 1, -1e-4, 1e-4);

        var norm = Tensor.Norm(g.Values);
        for (var k = 0; k < 3; k++)
        {
            double[] noise = [.. x.Select(_ => random.NextDouble() - 0.5)];
            var share = k == 0 ? 0 : norm / Tensor.Norm(noise);
            double[] v = [.. g.Values.Zip(noise, (a, b) => (a + share * b) / norm)];
            var told = Tensor.Dot(g.Values, v);
            var step = 1e-3 * energy / told; // far enough that float's rounding does not count, near enough for few kinks
            double Difference(double h) => (Energy(h, v) - Energy(-h, v)) / (2 * h);
            var moved = (4 * Difference(step / 2) - Difference(step)) / 3;
            Assert.True(Math.Abs(moved / told - 1) < 3e-3, $"{name}: moved {moved}, told {told}, direction {k}, seed {Seed}");
        }
    }
}
