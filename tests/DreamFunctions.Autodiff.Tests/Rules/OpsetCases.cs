using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.Rules;

/// <summary>
/// Operators in the sets that matter: the first one (7 or later), each that changed what a node looks like, and 22. Sets that only
/// allowed more element types are left out.
/// </summary>
internal static class OpsetCases
{
    private const long First = 7;
    private const long Last = 22;

    private static readonly long[] Shape = [2, 4, 6, 5];

    /// <summary>The set since which an operator has the form of its plain case; 7 where it is not named here.</summary>
    private static readonly Dictionary<string, long> Since = new[]
    {
        (8L, "Expand Max Mean Min Sum"),
        (9, "BatchNormalization Erf Where"),
        (10, "AveragePool Slice ThresholdedRelu"),
        (11, "Gather Pad"),
        (12, "Celu Clip MaxPool"),
        (13, "LogSoftmax ReduceSum Resize Softmax Squeeze Unsqueeze"),
        (14, "HardSwish"),
        (17, "LayerNormalization"),
        (18, "Mish ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceSumSquare Split"),
        (20, "Gelu"),
        (21, "GroupNormalization"),
    }.SelectMany(s => s.Item2.Split(' ').Select(op => (op, s.Item1))).ToDictionary();

    public static IEnumerable<(string Op, long Set, Case Case)> All()
    {
        foreach (var op in GradientGraph.Operators.Append("BatchNormalization"))
            foreach (var set in new[] { Since.GetValueOrDefault(op, First), Last })
                yield return (op, set, RuleTests.All.First(c => IsPlain(c, op)).At(set));
        foreach (var (op, set, make) in Forms())
            yield return (op, set, new Case($"{op} as of set {set}", make(new Net(DataType.Float, [.. Shape.Cast<object>()]).Opset(set)), Shape,
                op.Contains("Max", StringComparison.Ordinal) || op.Contains("Min", StringComparison.Ordinal) ? Draw.Apart : Draw.OffZero));
    }

    /// <summary>Nothing but the operator, and what has looked the same all along.</summary>
    private static bool IsPlain(Case c, string op) => c.Net.Model.Graph.Node[^1].OpType == op
        && c.Net.Model.Graph.Node.All(n => n.OpType == op || n.OpType is "Relu" or "Neg" or "Greater")
        && (op != "GroupNormalization" || c.Opset == Last - 1);

    private static IEnumerable<(string Op, long Set, Func<Net, Net> Make)> Forms() =>
    [
        ("Dropout", 7, n => n.Node("Dropout", ["x"], "y", ("ratio", 0.4))),
        ("Dropout", 12, n => n.Reals("ratio", [], 0.4).Node("Dropout", ["x", "ratio"], "y")),
        ("Dropout", 22, n => n.Reals("ratio", [], 0.4).Node("Dropout", ["x", "ratio"], "y")),
        ("BatchNormalization", 7, n => Statistics(n).Node("BatchNormalization", ["x", "s", "b", "m", "v"], "y", ("spatial", 1L))),
        ("BatchNormalization", 14, n => Statistics(n).Node("BatchNormalization", ["x", "s", "b", "m", "v"], "y", ("training_mode", 0L))),
        .. from op in new[] { "Sum", "Mean", "Max", "Min" }
           select (op, 7L, (Func<Net, Net>)(n => n.Node("Abs", ["x"], "m").Node(op, ["x", "m"], "y"))),
        ("Slice", 7, n => n.Node("Slice", ["x"], "y", ("starts", new[] { 1L }), ("ends", new[] { 3L }), ("axes", new[] { 1L }))),
        ("Pad", 7, n => n.Node("Pad", ["x"], "y", ("pads", new[] { 0L, 0, 1, 1, 0, 0, 2, 0 }), ("value", 3.0))),
        ("Pad", 18, n => n.Longs("pads", 1, 2).Longs("axes", 3).Node("Pad", ["x", "pads", "", "axes"], "y", ("mode", "reflect"))),
        ("Pad", 19, n => n.Longs("pads", 0, 0, 1, 2, 0, 0, 2, 0).Node("Pad", ["x", "pads"], "y", ("mode", "wrap"))),
        ("Clip", 7, n => n.Node("Clip", ["x"], "y", ("min", -0.1), ("max", 5.0))),
        ("Clip", 11, n => n.Reals("low", [], -0.1).Node("Clip", ["x", "low"], "y")),
        ("Unsqueeze", 7, n => n.Node("Unsqueeze", ["x"], "y", ("axes", new[] { 1L }))),
        ("Squeeze", 7, n => n.Longs("one", 0).Node("Gather", ["x", "one"], "a").Node("Squeeze", ["a"], "y", ("axes", new[] { 0L }))),
        ("ReduceSum", 7, n => n.Node("ReduceSum", ["x"], "y", ("axes", new[] { 2L }))),
        .. from op in new[] { "ReduceMean", "ReduceMax", "ReduceMin", "ReduceSumSquare", "ReduceL1", "ReduceL2", "ReduceLogSumExp" }
           select (op, 7L, (Func<Net, Net>)(n => n.Node(op, ["x"], "y", ("axes", new[] { 1L, 2 }), ("keepdims", 0L)))),
        ("ReduceLogSum", 7, n => n.Node("Sigmoid", ["x"], "e").Node("ReduceLogSum", ["e"], "y", ("axes", new[] { 1L, 2 }))),
        ("Split", 7, n => n.Node("Split", ["x"], "a b", ("axis", 1L), ("split", new[] { 1L, 3 })).Node("Mul", ["a", "b"], "y")),
        ("Split", 13, n => n.Node("Split", ["x"], "a b", ("axis", 1L)).Node("Mul", ["a", "b"], "y")),
        ("Softmax", 7, n => n.Node("Softmax", ["x"], "y")),
        ("Softmax", 11, n => n.Node("Softmax", ["x"], "y", ("axis", 3L))),
        ("LogSoftmax", 11, n => n.Node("LogSoftmax", ["x"], "y", ("axis", 2L))),
        ("LogSoftmax", 7, n => n.Node("LogSoftmax", ["x"], "y")),
        ("Gather", 7, n => n.Longs("at", 2, 0, 2).Node("Gather", ["x", "at"], "y", ("axis", 2L))),
        ("Gemm", 11, n => n.Weights("w", 240, 3).Node("Flatten", ["x"], "f", ("axis", 0L)).Node("Gemm", ["f", "w"], "y")),
        ("MaxPool", 7, n => n.Node("MaxPool", ["x"], "y", ("kernel_shape", new[] { 2L, 3 }))),
        ("MaxPool", 10, n => n.Node("MaxPool", ["x"], "y", ("kernel_shape", new[] { 2L, 2 }), ("dilations", new[] { 2L, 1 }))),
        ("AveragePool", 7, n => n.Node("AveragePool", ["x"], "y", ("kernel_shape", new[] { 2L, 3 }))),
        ("AveragePool", 19, n => n.Node("AveragePool", ["x"], "y", ("kernel_shape", new[] { 2L, 2 }), ("dilations", new[] { 2L, 1 }))),
        ("LpPool", 18, n => n.Node("LpPool", ["x"], "y", ("kernel_shape", new[] { 2L, 2 }), ("dilations", new[] { 2L, 1 }))),
        ("DepthToSpace", 11, n => n.Node("DepthToSpace", ["x"], "y", ("blocksize", 2L), ("mode", "CRD"))),
        ("Upsample", 7, n => n.Node("Upsample", ["x"], "y", ("scales", new[] { 1.0, 1, 2, 3 }), ("mode", "nearest"))),
        ("Upsample", 9, n => n.Floats("by", 1, 1, 1.5, 2).Node("Upsample", ["x", "by"], "y", ("mode", "linear"))),
        ("Resize", 10, n => n.Floats("by", 1, 1, 0.6, 0.5).Node("Resize", ["x", "by"], "y")),
        ("Resize", 11, n => n.Floats("by", 1, 1, 1.6, 2).Floats("roi").Node("Resize", ["x", "roi", "by"], "y", ("mode", "linear"))),
        ("Resize", 18, n => n.Floats("by", 2, 1.5).Node("Resize", ["x", "", "by"], "y", ("axes", new[] { 2L, 3 }))),
        ("Resize", 19, n => n.Floats("by", 1, 1, 2, 1.5)
            .Node("Resize", ["x", "", "by"], "y", ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel_symmetric"))),
        ("GroupNormalization", 18, n => n.Weights("s", 2).Weights("b", 2).Node("GroupNormalization", ["x", "s", "b"], "y", ("num_groups", 2L))),
    ];

    private static Net Statistics(Net n) => n.Weights("s", 4).Weights("b", 4).Weights("m", 4).Reals("v", [4], 0.5, 1, 2, 3);
}
