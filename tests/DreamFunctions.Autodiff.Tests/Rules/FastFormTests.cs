using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.Rules;

/// <summary>The fast forms give, element by element, what the plain rules give; ties and zeros included.</summary>
public class FastFormTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 1e12)]
    public void Pools_of_stride_1_after_a_relu(int seed, double scale)
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Node("Relu", ["x"], "r")
            .Node("MaxPool", ["r"], "y", ("kernel_shape", new[] { 3L, 3 }), ("pads", new[] { 1L, 1, 1, 1 }));
        var fast = Equal(net.Model, "y", [2, 16, 11, 14], seed, scale);
        Assert.DoesNotContain(fast.Graph.Node, n => n.OpType == "ScatterElements");
    }

    [Fact]
    public void Pools_that_may_see_negative_values_keep_the_plain_rule()
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W")
            .Node("MaxPool", ["x"], "y", ("kernel_shape", new[] { 3L, 3 }), ("pads", new[] { 1L, 1, 1, 1 }));
        Assert.Contains(GradientGraph.Build(net.Model, "y").Graph.Node, n => n.OpType == "ScatterElements");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_mask_for_a_concat_of_relus(int seed)
    {
        var net = new Net(DataType.Float, "N", 8, "H", "W").Weights("w", 8, 8, 1, 1)
            .Node("Relu", ["x"], "a").Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "b")
            .Node("Concat", ["a", "b"], "y", ("axis", 1L));
        var fast = Equal(net.Model, "y", [2, 8, 5, 6], seed);
        Assert.Single(fast.Graph.Node, n => n.OpType == "Clip");
    }

    [Theory]
    [InlineData("inception_3b/output", 96, 128)]
    [InlineData("inception_4c/output", 131, 97)]
    public void GoogLeNet(string target, int height, int width) =>
        Equal(Models.GoogLeNet(), target, [1, 3, height, width], seed: 5, scale: 100, tolerance: 1e-5);

    [Fact]
    public void ResNet18() =>
        Equal(Models.ResNet18(), "ReLU315_Output_0", [1, 3, 97, 128], seed: 5, scale: 100, tolerance: 1e-5, symmetricPads: true);

    /// <summary>Whole numbers from a narrow range: many windows have ties, and about half of all values are masked.</summary>
    private static ModelProto Equal(ModelProto model, string target, long[] shape, int seed, double scale = 4,
        double tolerance = 1e-6, bool symmetricPads = false)
    {
        var random = new Random(seed);
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => Math.Round((random.NextDouble() * 2 - 1) * scale))];
        var fast = GradientGraph.Build(model, target, new() { SymmetricPads = symmetricPads });
        var plain = GradientGraph.Build(model, target, new() { SymmetricPads = symmetricPads, FastForms = false });
        var (a, b) = (Running.Once(plain, x, shape), Running.Once(fast, x, shape));
        var largest = a["gradient"].Values.Max(Math.Abs);
        Assert.True(largest > 0);
        var furthest = a["gradient"].Values.Zip(b["gradient"].Values, (p, f) => Math.Abs(p - f)).Max();
        Assert.True(furthest <= tolerance * largest, $"{target}: {furthest} apart, largest {largest}, seed {seed}");
        return fast;
    }
}
