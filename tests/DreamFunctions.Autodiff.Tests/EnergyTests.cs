using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>Each kind of energy against how it really moves, alone and summed with others on layers above and below it.</summary>
public class EnergyTests
{
    private static readonly long[] Shape = [1, 3, 9, 11];

    public static TheoryData<string> Kinds => ["layer", "channels", "avoided", "direction", "guide", "all"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_energy_moves_as_its_gradient_says(string kind)
    {
        const int seed = 79;
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, 3 * 9 * 11).Select(_ => random.NextDouble() * 2 - 1)];
        using var net = new Running(GradientGraph.Build(Small(), Terms(kind)));
        var gradient = net.Run(x, Shape)["gradient"].Values;
        var norm = Tensor.Norm(gradient);
        for (var k = 0; k < 3; k++)
        {
            double[] noise = [.. x.Select(_ => random.NextDouble() - 0.5)];
            double[] v = [.. gradient.Zip(noise, (g, n) => g / norm + 0.1 * n)];
            double Moved(double h) => (At(h) - At(-h)) / (2 * h);
            double At(double h) => net.Run([.. x.Zip(v, (a, b) => a + h * b)], Shape)["energy"].Values[0];

            // A short step, and a seed that lies on no kink: there a cell changes the guide's feature that it follows.
            var moved = Moved(1e-3);
            Assert.True(Math.Abs(moved / Tensor.Dot(gradient, v) - 1) < 4e-3,
                $"{kind}: moved {moved}, told {Tensor.Dot(gradient, v)}; seed {seed}, direction {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_energy_is_what_its_kind_says_and_terms_add_up(string kind)
    {
        double[] x = [.. Enumerable.Range(0, 3 * 9 * 11).Select(i => Math.Sin(i * i))];
        var expected = Terms(kind).Sum(term =>
        {
            var y = Running.Once(GradientGraph.Forward(Small(), term.Tensor), x, Shape)[term.Tensor];
            var (channels, cells) = ((int)y.Shape[1], (int)(y.Shape[2] * y.Shape[3]));
            double Product(ReadOnlySpan<float> a, int cell)
            {
                var sum = 0.0;
                for (var c = 0; c < channels; c++) sum += a[c] * y.Values[(c * cells) + cell];
                return sum;
            }
            return term.Weight * Enumerable.Range(0, cells).Sum(cell => term.Kind switch
            {
                EnergyKind.Direction => Product(term.Values.Span, cell),
                EnergyKind.Guide => Enumerable.Range(0, term.Values.Length / channels)
                    .Max(j => Product(term.Values.Span.Slice(j * channels, channels), cell)),
                _ => Enumerable.Range(0, channels).Where(c => term.Channels.Count == 0 || term.Channels.Contains(c))
                    .Sum(c => Math.Pow(y.Values[(c * cells) + cell], 2) / 2),
            });
        });
        Assert.Equal(expected, Running.Once(GradientGraph.Build(Small(), Terms(kind)), x, Shape)["energy"].Values[0], 1e-4 * Math.Abs(expected));
    }

    [Fact]
    public void A_channel_or_a_direction_that_the_layer_has_not_is_refused()
    {
        var e = Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(Small(), [EnergyTerm.Activity("b", 2, 7)]));
        Assert.Contains("channels 0 to 6", e.Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(Small(), [EnergyTerm.Direction("b", new float[6])]));
        Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(Small(), [EnergyTerm.Guide("b", new float[8])]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_classifiers_rows_give_its_logits_cell_by_cell(bool transposed)
    {
        var net = Headed(transposed);
        var head = Classifier.Of(net.Model, "logits");
        Assert.Equal(("b", 5, 7), (head.Features, head.Classes, head.Channels));
        double[] x = [.. Enumerable.Range(0, 3 * 9 * 11).Select(i => Math.Cos(i * i))];
        var logits = Running.Once(net.Ending("logits"), x, Shape)["logits"].Values;
        var bias = new[] { 0.3, -0.2, 0.1, 0.4, -0.6 };
        double[] free = [.. logits.Select((l, i) => l - bias[i])];
        for (var c = 0; c < 5; c++)
        {
            var built = GradientGraph.Build(net.Model, [EnergyTerm.Direction("b", head.Row(c))]);
            Assert.Equal((free[c] - free.Average()) * 99, Running.Once(built, x, Shape)["energy"].Values[0], 1e-3);
        }
    }

    [Fact]
    public void A_head_that_is_not_linear_behind_a_mean_is_refused_with_the_node()
    {
        var net = new Net(DataType.Float, 1, 3, 9, 11).Weights("w", 297, 5)
            .Node("Flatten", ["x"], "flat").Node("MatMul", ["flat", "w"], "logits").Node("Tanh", ["x"], "y");
        Assert.Contains("logits node", Assert.Throws<UnsupportedModelException>(() => Classifier.Of(net.Model, "logits")).Message, StringComparison.Ordinal);
        Assert.Contains("Tanh", Assert.Throws<UnsupportedModelException>(() => Classifier.Of(net.Model, "y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GoogLeNets_classifier_is_found()
    {
        var head = Classifier.Of(Models.GoogLeNet(), "loss3/classifier");
        Assert.Equal(("inception_5b/output", 1000, 1024), (head.Features, head.Classes, head.Channels));
    }

    private static EnergyTerm[] Terms(string kind)
    {
        EnergyTerm[] all =
        [
            EnergyTerm.Activity("a"),
            EnergyTerm.Activity("b", 1, 4) with { Weight = 2 },
            EnergyTerm.Activity("a") with { Weight = -0.5 },
            EnergyTerm.Direction("b", Ramp(7)) with { Weight = 3 },
            EnergyTerm.Guide("b", Ramp(21)) with { Weight = 1.5 },
        ];
        return kind == "all" ? all : [all[Kinds.Select(row => row.Data).ToList().IndexOf(kind)]];
    }

    private static float[] Ramp(int n) => [.. Enumerable.Range(0, n).Select(i => (float)Math.Sin(5 * i))];

    private static ModelProto Small() => Layers().Model;

    private static Net Layers() => new Net(DataType.Float, 1, 3, "H", "W").Weights("w", 4, 3, 3, 3).Weights("v", 7, 4, 3, 3)
        .Node("Conv", ["x", "w"], "s", ("pads", new[] { 1L, 1, 1, 1 })).Node("Tanh", ["s"], "a")
        .Node("Conv", ["a", "v"], "t", ("pads", new[] { 1L, 1, 1, 1 })).Node("Sigmoid", ["t"], "b");

    private static Net Headed(bool transposed) => Layers()
        .Reals("bias", [5], 0.3, -0.2, 0.1, 0.4, -0.6)
        .Weights("head", transposed ? [5, 7] : [7, 5])
        .Node("GlobalAveragePool", ["b"], "mean").Node("Flatten", ["mean"], "flat")
        .Node("Gemm", ["flat", "head", "bias"], "logits", ("transB", transposed ? 1L : 0L));
}
