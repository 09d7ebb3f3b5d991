using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Tests.WholeNets;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.Passes;

/// <summary>
/// Products in float16, the rest in float32. What the roundings do to a gradient is worked out by <see cref="Float16"/>, since the processor has no
/// kernels for it; a card's own arithmetic is not checked here.
/// </summary>
public class HalfPrecisionTests(ITestOutputHelper output)
{
    private const int Seed = 4711;
    private static readonly GradientOptions Half = new() { HalfPrecision = true };

    public static TheoryData<string, bool> Nets() =>
        [.. BuiltNetTests.Nets.Keys.Concat(["GoogLeNet", "ResNet18"]).Select(name => (name, true)), ("GoogLeNet", false)];

    [Theory]
    [MemberData(nameof(Nets))]
    public void A_nets_gradient_is_nearly_the_same(string name, bool fastForms)
    {
        var (model, target, size, range) = name switch
        {
            "GoogLeNet" => (Models.GoogLeNet(), "inception_4c/output", 128, 120),
            "ResNet18" => (Models.ResNet18(), "ReLU393_Output_0", 128, 120),
            _ => (BuiltNetTests.Nets[name]().Net.Model, "", name.StartsWith("ViT", StringComparison.Ordinal) ? 32 : 64, 1.0),
        };
        if (target.Length == 0) target = model.Graph.Node[^1].Output[0];
        var random = new Random(Seed);
        double[] x = [.. Enumerable.Range(0, 3 * size * size).Select(_ => range * (2 * random.NextDouble() - 1))];
        GradientOptions options = new() { FastForms = fastForms, SymmetricPads = name == "ResNet18" };
        var whole = Running.Once(GradientGraph.Build(model, target, options), x, 1, 3, size, size);
        var half = InHalf(model, target, options, x, 1, 3, size, size);
        var (g, h) = (whole["gradient"].Values, half["gradient"].Values);
        var cosine = Tensor.Dot(g, h) / (Tensor.Norm(g) * Tensor.Norm(h));
        output.WriteLine($"{name}, {(fastForms ? "fast" : "plain")}: 1 - cosine {1 - cosine:E1}, length {Tensor.Norm(h) / Tensor.Norm(g):F4}, "
            + $"energy {half["energy"].Values[0] / whole["energy"].Values[0]:F5}");
        Assert.InRange(cosine, 0.99, 1);
        Assert.InRange(Tensor.Norm(h) / Tensor.Norm(g), 0.98, 1.02);
        Assert.InRange(half["energy"].Values[0] / whole["energy"].Values[0], 0.99, 1.01);
        Assert.NotEqual(g, h);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nearly_all_products_of_the_flagship_net_are_in_half_and_squares_are_not(bool fastForms)
    {
        var graph = GradientGraph.Build(Models.GoogLeNet(), "inception_4c/output", Half with { FastForms = fastForms }).Graph;
        var types = ElementTypes.Of(graph);
        var weights = graph.Initializer.ToDictionary(t => t.Name);
        var convs = graph.Node.Where(n => n.OpType == "Conv").ToLookup(n => types[n.Input[0]]);
        // What stays are masks, whose weights are beyond float16, and LRN's sums of squares.
        Assert.All(convs[DataType.Float], n =>
            Assert.True(weights[n.Input[1]].Dims[1] == 1 || n.Output[0].Contains("norm", StringComparison.Ordinal), n.Output[0]));
        Assert.All(convs[DataType.Float16], n => Assert.Equal((int)DataType.Float16, weights[n.Input[1]].DataType));
        Assert.InRange(convs[DataType.Float16].Count(), 60, int.MaxValue);
        string[] careful = ["Div", "Sqrt", "Pow", "ReduceSum", "ReduceSumSquare", "Softmax", "ScatterElements"];
        Assert.All(graph.Node.Where(n => careful.Contains(n.OpType)), n => Assert.NotEqual(DataType.Float16, ElementTypes.Read(n, types)));
        Assert.Equal((DataType.Float, DataType.Float), (types["energy"], types["gradient"]));
        output.WriteLine($"{convs[DataType.Float16].Count()} and {convs[DataType.Float].Count()} Convs, "
            + $"{graph.Node.Count(n => n.OpType == "Cast")} Casts of {graph.Node.Count} nodes");
    }

    /// <summary>A square of 1,000 is beyond float16, whoever sums it.</summary>
    [Fact]
    public void Squares_stay_in_float32()
    {
        var net = new Net(DataType.Float, 1, 1, "H", "W").Reals("w", [1, 1, 1, 1], 1)
            .Node("Conv", ["x", "w"], "a").Node("Mul", ["a", "a"], "s").Node("Conv", ["s", "w"], "t").Node("Sqrt", ["t"], "y");
        var gradient = InHalf(net.Model, "y", GradientOptions.Default, [1000, 500, 2000, 3000], 1, 1, 2, 2)["gradient"].Values;
        Assert.All(gradient.Zip([1000.0, 500, 2000, 3000]), pair => Assert.Equal(1, pair.First / pair.Second, 2e-3));
    }

    /// <summary>Neither a layer that answers with millionths nor one that answers with ten thousands leaves what float16 holds on the way back.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(50)]
    public void However_strongly_the_layer_answers(double weight)
    {
        var net = new Net(DataType.Float, 1, 1, "H", "W").Reals("w", [1, 1, 1, 1], weight).Node("Conv", ["x", "w"], "a").Node("Conv", ["a", "w"], "y");
        double[] x = [1, 2, 3, 4];
        var gradient = InHalf(net.Model, "y", GradientOptions.Default, x, 1, 1, 2, 2)["gradient"].Values;
        Assert.All(gradient.Zip(x), pair => Assert.Equal(1, pair.First / (Math.Pow(weight, 4) * pair.Second), 5e-3));
    }

    [Fact]
    public void Where_nothing_answers_the_gradient_is_nothing()
    {
        var net = new Net(DataType.Float, 1, 1, "H", "W").Reals("w", [1, 1, 1, 1], -1).Node("Conv", ["x", "w"], "a").Node("Relu", ["a"], "y");
        Assert.Equal([0, 0, 0, 0], InHalf(net.Model, "y", GradientOptions.Default, [1, 2, 3, 4], 1, 1, 2, 2)["gradient"].Values);
    }

    [Fact]
    public void Double_nets_are_refused()
    {
        var net = new Net(DataType.Double, 1, 1, "H", "W").Node("Tanh", ["x"], "y");
        Assert.Contains("Double", Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(net.Model, "y", Half)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> InHalf(ModelProto model, string target, GradientOptions options, double[] x, params long[] shape) =>
        Running.Once(Float16.Emulated(GradientGraph.Build(model, target, options with { HalfPrecision = true })), x, shape);
}
