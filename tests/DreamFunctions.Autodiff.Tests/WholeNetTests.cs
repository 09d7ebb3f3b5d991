namespace DreamFunctions.Autodiff.Tests;

/// <summary>The gradient of a whole net against how its energy really moves, in directions drawn at random.</summary>
public class WholeNetTests
{
    [Theory]
    [InlineData("conv2/3x3", 97, 131, 1)]
    [InlineData("inception_3a/output", 97, 131, 1)]
    [InlineData("inception_4c/output", 128, 160, 16)]
    [InlineData("inception_4c/output", 225, 191, 1)]
    [InlineData("inception_5b/output", 224, 224, 32)]
    [InlineData("loss3/classifier", 224, 224, 1)]
    public void GoogLeNet_moves_as_its_gradient_says(string target, int height, int width, int sidesMultipleOf) =>
        Moves(Models.GoogLeNet(), target, new() { SidesMultipleOf = sidesMultipleOf }, height, width);

    [Theory]
    [InlineData("ReLU269_Output_0", 97, 131)]
    [InlineData("ReLU393_Output_0", 224, 224)]
    [InlineData("ReLU393_Output_0", 225, 191)]
    public void ResNet18_moves_as_its_gradient_says(string target, int height, int width) =>
        Moves(Models.ResNet18(), target, new() { SymmetricPads = true }, height, width);

    private static void Moves(ModelProto model, string target, GradientOptions options, int height, int width)
    {
        const int seed = 20240;
        var random = new Random(seed);
        long[] shape = [1, 3, height, width];
        double[] x = [.. Enumerable.Range(0, 3 * height * width).Select(_ => random.NextDouble() * 255 - 117)];
        Dictionary<string, Tensor> here;
        using (var gradient = new Running(GradientGraph.Build(model, target, options), threads: 2)) here = gradient.Run(x, shape);
        var g = here["gradient"];
        Assert.Equal(shape, g.Shape);

        using var forward = new Running(GradientGraph.Forward(model, target, options), threads: 2);
        double Energy(double step, double[] direction)
        {
            var y = forward.Run([.. x.Zip(direction, (a, d) => a + step * d)], shape)[target].Values;
            return 0.5 * Tensor.Dot(y, y);
        }
        Assert.InRange(here["energy"].Values[0] / Energy(0, x) - 1, -1e-4, 1e-4);

        // Along g itself and along random directions with some g in them: a part of g that is wrong shows in the latter.
        var norm = Tensor.Norm(g.Values);
        for (var k = 0; k < 3; k++)
        {
            double[] noise = [.. x.Select(_ => random.NextDouble() - 0.5)];
            var share = k == 0 ? 0 : norm / Tensor.Norm(noise);
            double[] v = [.. g.Values.Zip(noise, (a, b) => (a + share * b) / norm)];
            var step = 0.02;
            var numeric = (Energy(step, v) - Energy(-step, v)) / (2 * step);
            var told = Tensor.Dot(g.Values, v);
            Assert.True(Math.Abs(numeric / told - 1) < 5e-3,
                $"{target}: moved {numeric}, told {told}, direction {k}, seed {seed}");
        }
    }
}
