using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.Passes;

/// <summary>The prepared net computes what the model as it stands computes.</summary>
public class PassTests
{
    [Theory]
    [InlineData("inception_4a/output", 224, 224)]
    [InlineData("inception_4a/output", 97, 130)]
    [InlineData("prob", 224, 224)]
    public void GoogLeNet_is_the_same(string target, int height, int width)
    {
        var model = Models.GoogLeNet();
        Same(WithOutput(model, target), GradientGraph.Forward(model, target), target, [1, 3, height, width], 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ResNet18_at_its_size_is_the_same_with_and_without_even_pads(bool symmetricPads)
    {
        const string target = "Pooling395_Output_0";
        var prepared = GradientGraph.Forward(Models.ResNet18(), target, new() { SymmetricPads = symmetricPads });
        Same(WithOutput(Models.ResNet18(), target), prepared, target, [1, 3, 224, 224], 1e-4);
    }

    [Fact]
    public void Even_pads_are_given_to_strided_windows_only_where_asked_for()
    {
        var net = new Net(DataType.Float, 1, 3, "H", "W").Weights("w", 4, 3, 3, 3)
            .Node("Conv", ["x", "w"], "a", ("pads", new[] { 1L, 1, 0, 0 }), ("strides", new[] { 2L, 2 }))
            .Node("MaxPool", ["a"], "y", ("pads", new[] { 1L, 1, 0, 0 }), ("kernel_shape", new[] { 2L, 2 }));
        long[][] Pads(bool symmetric) =>
        [
            .. GradientGraph.Forward(net.Model, "y", new() { SymmetricPads = symmetric }).Graph.Node
                .Select(n => n.Attribute.Single(a => a.Name == "pads").Ints.ToArray()),
        ];
        Assert.Equal([[1, 1, 0, 0], [1, 1, 0, 0]], Pads(false));
        Assert.Equal([[1, 1, 1, 1], [1, 1, 0, 0]], Pads(true));
    }

    [Theory]
    [InlineData(3, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 3, 0)]
    [InlineData(5, 3, 2)]
    [InlineData(3, 1, 1)]
    public void Pools_without_ceil_mode_are_the_same_at_every_size(int kernel, int stride, int pad)
    {
        for (var side = 9; side <= 20; side++)
        {
            foreach (var op in new[] { "MaxPool", "AveragePool" })
            {
                var net = new Net(DataType.Float, 1, 2, "H", "W").Node(op, ["x"], "y", ("ceil_mode", 1L),
                    ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }),
                    ("pads", new long[] { pad, 0, pad, 0 }));
                Same(net.Ending("y"), GradientGraph.Forward(net.Model, "y"), "y", [1, 2, side, 29 - side], 1e-6);
            }
        }
    }

    [Fact]
    public void Ceil_mode_stays_only_where_end_pads_would_not_be_the_same_at_every_size()
    {
        bool Keeps(long kernel, long stride)
        {
            var net = new Net(DataType.Float, 1, 2, "H", "W").Node("MaxPool", ["x"], "y",
                ("ceil_mode", 1L), ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }));
            var pool = GradientGraph.Forward(net.Model, "y").Graph.Node.Single();
            return pool.Attribute.Any(a => a.Name == "ceil_mode" && a.I == 1);
        }
        Assert.False(Keeps(3, 2));
        Assert.False(Keeps(2, 2));
        Assert.True(Keeps(2, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batch_normalisation_goes_into_the_conv_unless_something_else_reads_it(bool read)
    {
        var net = new Net(DataType.Float, 1, 3, "H", "W").Weights("w", 4, 3, 3, 3).Weights("b", 4)
            .Weights("scale", 4).Weights("shift", 4).Weights("mean", 4).Reals("var", [4], 0.5, 1, 2, 3)
            .Node("Conv", ["x", "w", "b"], "a").Node("BatchNormalization", ["a", "scale", "shift", "mean", "var"], "n")
            .Node("Add", ["n", read ? "a" : "n"], "y");
        var prepared = GradientGraph.Forward(net.Model, "y");
        Assert.Equal(read ? ["Conv", "Mul", "Add", "Add"] : new[] { "Conv", "Add" }, prepared.Graph.Node.Select(n => n.OpType));
        Same(net.Ending("y"), prepared, "y", [1, 3, 6, 5], 1e-6);
    }

    [Fact]
    public void Dropout_does_nothing()
    {
        var net = new Net(DataType.Float, 1, 3, "H", "W").Node("Dropout", ["x"], "y mask");
        Assert.Equal("Identity", GradientGraph.Forward(net.Model, "y").Graph.Node.Single().OpType);
    }

    private static void Same(ModelProto expected, ModelProto actual, string output, long[] shape, double tolerance)
    {
        var random = new Random(11);
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 200 - 100)];
        var (a, b) = (Running.Once(expected, x, shape)[output], Running.Once(actual, x, shape)[output]);
        Assert.Equal(a.Shape, b.Shape);
        Assert.InRange(Tensor.Distance(a.Values, b.Values), 0, tolerance);
    }

    /// <summary>The model as it stands, with one more output and, where it has a fixed size, that size.</summary>
    private static ModelProto WithOutput(ModelProto model, string output)
    {
        var copy = model.Clone();
        if (copy.Graph.Output.All(o => o.Name != output))
            copy.Graph.Output.Add(new ValueInfoProto { Name = output, Type = new() { TensorType = new() { ElemType = 1 } } });
        return copy;
    }
}
