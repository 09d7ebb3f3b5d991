using DreamFunctions.Autodiff.Graphs;
using System.Numerics;
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
    public void Pools_of_stride_2_after_lrn_and_concat()
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Weights("w", 16, 16, 1, 1)
            .Node("Relu", ["x"], "a").Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "b")
            .Node("Concat", ["a", "b"], "ab", ("axis", 1L)).Node("LRN", ["ab"], "l", ("size", 5L), ("alpha", 0.1))
            .Node("MaxPool", ["l"], "y", ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }));
        var fast = Equal(net.Model, "y", [2, 16, 9, 12], seed: 1, tolerance: 5e-6);
        Assert.DoesNotContain(fast.Graph.Node, n => n.OpType is "ScatterElements" or "Sign");
    }

    [Fact]
    public void A_relu_that_others_read_masks_for_itself()
    {
        (string, object)[] window = [("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 })];
        var net = new Net(DataType.Float, "N", 16, "H", "W").Node("Relu", ["x"], "r").Node("MaxPool", ["r"], "m", window)
            .Node("AveragePool", ["r"], "a", window).Node("Add", ["m", "a"], "y");
        Equal(net.Model, "y", [2, 16, 9, 12], seed: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pools_that_may_see_negative_values_keep_the_plain_rule(long stride)
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Node("MaxPool", ["x"], "y", ("kernel_shape", new[] { 3L, 3 }),
            ("pads", new[] { 1L, 1, 1, 1 }), ("strides", new[] { stride, stride }));
        Assert.Contains(GradientGraph.Build(net.Model, "y").Graph.Node, n => n.OpType == "ScatterElements");
    }

    [Theory]
    [MemberData(nameof(StridedPools))]
    public void Pools_of_stride_2_after_a_relu(long[] pads, long ceil, long height, long width, double scale)
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Node("Relu", ["x"], "r").Node("MaxPool", ["r"], "y",
            ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }), ("pads", pads), ("ceil_mode", ceil));
        var fast = Equal(net.Model, "y", [2, 16, height, width], seed: (int)(height + width), scale);
        Assert.DoesNotContain(fast.Graph.Node, n => n.OpType == "ScatterElements");
    }

    [Fact]
    public void Pools_of_sides_known_to_be_even_need_no_pixel_more_and_no_cut()
    {
        var net = new Net(DataType.Float, "N", 3, "H", "W").Weights("w", 16, 3, 7, 7)
            .Node("Conv", ["x", "w"], "c", ("strides", new[] { 2L, 2 }), ("pads", new[] { 3L, 3, 3, 3 })).Node("Relu", ["c"], "r")
            .Node("MaxPool", ["r"], "p", ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }), ("ceil_mode", 1L))
            .Node("Relu", ["p"], "q").Node("MaxPool", ["q"], "y", ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }), ("ceil_mode", 1L));
        Equal(net.Model, "y", [2, 3, 40, 56], seed: 1, tolerance: 5e-6);
        int Cuts(int multiple) => GradientGraph.Build(net.Model, "y", new() { SidesMultipleOf = multiple })
            .Graph.Node.Count(n => n.OpType == "Slice");
        Assert.Equal((2, 1, 0), (Cuts(1), Cuts(4), Cuts(8)));
    }

    [Theory]
    [InlineData(7, 2, 3, 3, 0, 1)]
    [InlineData(7, 2, 3, 3, 1, 0)]
    [InlineData(7, 2, 3, 2, 1, 0)]
    [InlineData(3, 2, 0, 0, 0, 1)]
    [InlineData(3, 2, 1, 1, 1, 0)]
    [InlineData(5, 3, 2, 2, 0, 0)]
    [InlineData(11, 4, 0, 0, 0, 0)]
    public void A_strided_conv_before_such_a_pool(int kernel, long stride, long begin, long end, long poolPad, long ceil)
    {
        foreach (var (height, width) in new[] { (33L, 38L), (38, 35), (40, 40), (36, 41), (37, 39) })
        {
            var net = new Net(DataType.Float, "N", 3, "H", "W").Weights("w", 16, 3, kernel, kernel)
                .Node("Conv", ["x", "w"], "c", ("strides", new[] { stride, stride }), ("pads", new[] { begin, begin, end, end }))
                .Node("Relu", ["c"], "r").Node("MaxPool", ["r"], "y", ("kernel_shape", new[] { 3L, 3 }),
                    ("strides", new[] { 2L, 2 }), ("pads", new[] { poolPad, poolPad, poolPad, poolPad }), ("ceil_mode", ceil));
            var fast = Equal(net.Model, "y", [2, 3, height, width], seed: kernel, tolerance: 5e-6);
            Assert.DoesNotContain(fast.Graph.Node, n => n.OpType == "Concat" && n.Int("axis", 0) == 1);
        }
    }

    [Fact]
    public void A_concat_before_such_a_pool_is_cut_while_channels_are_last()
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Weights("w", 16, 16, 1, 1)
            .Node("Relu", ["x"], "a").Node("Conv", ["x", "w"], "c").Node("Relu", ["c"], "b").Node("Concat", ["a", "b"], "ab", ("axis", 1L))
            .Node("MaxPool", ["ab"], "y", ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }));
        var fast = Equal(net.Model, "y", [2, 16, 9, 12], seed: 1, tolerance: 5e-6);
        Assert.Equal(2, fast.Graph.Node.Count(n => n.OpType == "Slice" && n.Input[3] == "ints 3"));
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
    [InlineData(16, 0.75)]
    [InlineData(16, 0.5)]
    [InlineData(5, 0.75)]
    public void Lrn(long channels, double beta)
    {
        var net = new Net(DataType.Float, "N", channels, "H", "W")
            .Node("LRN", ["x"], "y", ("size", 5L), ("alpha", 0.1), ("beta", beta), ("bias", 2.0));
        Equal(net.Model, "y", [2, channels, 5, 6], seed: 1, tolerance: 5e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-16)]
    public void Sides_are_multiples_of_at_least_1(int multiple) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientOptions { SidesMultipleOf = multiple });

    [Fact]
    public void Lrn_between_pool_and_conv_meets_no_transpose_once_sizes_are_known()
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W").Weights("v", 32, 16, 3, 3).Weights("w", 32, 32, 3, 3)
            .Node("Conv", ["x", "v"], "c").Node("Relu", ["c"], "r").Node("MaxPool", ["r"], "p", ("kernel_shape", new[] { 3L, 3 }), ("strides", new[] { 2L, 2 }))
            .Node("LRN", ["p"], "l", ("size", 5L), ("alpha", 0.1)).Node("Conv", ["l", "w"], "d").Node("Relu", ["d"], "y");
        var sized = Sized(GradientGraph.Build(net.Model, "y"), [1, 16, 33, 47]);
        var optimised = Running.Optimised(sized);
        Assert.SkipUnless(optimised.Graph.Node.Any(n => n.OpType == "ReorderOutput"), "The runtime has no vectorised layout on this processor.");
        Assert.DoesNotContain(optimised.Graph.Node, n => n.OpType == "Transpose");
    }

    [Fact]
    public void Sibling_1x1_convs_become_one()
    {
        var net = new Net(DataType.Float, "N", 16, "H", "W");
        foreach (var (name, channels, kernel) in new[] { ("a", 8, 1), ("b", 24, 1), ("c", 16, 1), ("d", 8, 3) })
            net.Weights($"w{name}", channels, 16, kernel, kernel)
                .Node("Conv", ["r", $"w{name}"], $"{name}0", ("pads", Enumerable.Repeat((long)kernel / 2, 4).ToArray()))
                .Node("Relu", [$"{name}0"], name);
        net.Node("Concat", ["a", "b", "c", "d"], "y", ("axis", 1L));
        net.Node("Relu", ["x"], "r").Model.Graph.Node.Insert(0, net.Model.Graph.Node[^1]);
        net.Model.Graph.Node.RemoveAt(net.Model.Graph.Node.Count - 1);
        var fast = Equal(net.Model, "y", [2, 16, 9, 12], seed: 1, tolerance: 5e-6);
        var wide = Assert.Single(fast.Graph.Initializer, t => t.Dims is [16, 48, 1, 1]);
        Assert.Single(fast.Graph.Node, n => n.Input.Contains(wide.Name));
        Assert.DoesNotContain(fast.Graph.Initializer, t => t.Dims is [16, 24, 1, 1]);
    }

    [Theory]
    [InlineData("inception_3b/output", 96, 128)]
    [InlineData("inception_4c/output", 131, 97)]
    [InlineData("inception_4c/output", 112, 96)]
    public void GoogLeNet(string target, int height, int width) =>
        Equal(Models.GoogLeNet(), target, [1, 3, height, width], seed: 5, scale: 100, tolerance: 1e-5);

    [Fact]
    public void ResNet18() =>
        Equal(Models.ResNet18(), "ReLU315_Output_0", [1, 3, 97, 128], seed: 5, scale: 100, tolerance: 1e-5, symmetricPads: true);

    public static TheoryData<long[], long, long, long, double> StridedPools()
    {
        var data = new TheoryData<long[], long, long, long, double>();
        (long[], long)[] kinds = [([0, 0, 0, 0], 0), ([0, 0, 0, 0], 1), ([1, 1, 1, 1], 0), ([1, 0, 0, 1], 0)];
        foreach (var (pads, ceil) in kinds)
            foreach (var (height, width) in new[] { (11L, 14L), (14L, 11L), (8L, 8L), (12L, 18L), (3L, 5L), (37L, 41L) })
                data.Add(pads, ceil, height, width, height == 8 ? 1e12 : 4);
        return data;
    }

    /// <summary>Whole numbers from a narrow range: many windows have ties, and about half of all values are masked.</summary>
    private static ModelProto Equal(ModelProto model, string target, long[] shape, int seed, double scale = 4,
        double tolerance = 1e-6, bool symmetricPads = false)
    {
        var random = new Random(seed);
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => Math.Round((random.NextDouble() * 2 - 1) * scale))];
        var fast = GradientGraph.Build(model, target, new() { SymmetricPads = symmetricPads });
        var plain = GradientGraph.Build(model, target, new() { SymmetricPads = symmetricPads, FastForms = false });
        var expected = Running.Once(plain, x, shape)["gradient"].Values;
        var largest = expected.Max(Math.Abs);
        Assert.True(largest > 0);
        // With its sides known the runtime arranges the graph quite differently, and that is how nets are run.
        // So do multiples, where the sides have one: rules then leave out what only odd sides need.
        var even = GradientGraph.Build(model, target, new()
        {
            SymmetricPads = symmetricPads,
            SidesMultipleOf = (int)BigInteger.GreatestCommonDivisor(shape[2], shape[3]),
        });
        foreach (var form in new[] { fast, Sized(fast, shape), even, Sized(even, shape) })
        {
            var furthest = expected.Zip(Running.Once(form, x, shape)["gradient"].Values, (p, f) => Math.Abs(p - f)).Max();
            Assert.True(furthest <= tolerance * largest, $"{target}: {furthest} apart, largest {largest}, seed {seed}");
        }
        return fast;
    }

    private static ModelProto Sized(ModelProto model, long[] shape)
    {
        var sized = model.Clone();
        var dims = sized.Graph.Input[0].Type.TensorType.Shape.Dim;
        for (var i = 0; i < shape.Length; i++) dims[i] = new() { DimValue = shape[i] };
        return sized;
    }
}
