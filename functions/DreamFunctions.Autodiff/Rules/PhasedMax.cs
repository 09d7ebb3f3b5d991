using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The 3x3 stride-2 MaxPool without its Indices output. Forward it becomes two pools, x -> row (1x3) -> y (3x1). Back along one
/// axis, window k holds the pixels 2k, 2k+1, 2k+2 (less the pad): the greatest gets the cotangent, the first on a tie as in the
/// runtime. So the even pixels 2k get what tap 0 of window k and tap 2 of window k-1 got, the odd ones what tap 1 got: each half
/// has the output's size and one pixel more, whatever the input's. Down first, then across: four phases.
/// Needs a ReLU behind its input, as <see cref="SlidingMax"/> does. Where nothing but this pool reads that ReLU, its mask is
/// applied to the pool's cotangent, at a quarter of the size: a maximum is 0 just where all the pixels it saw are.
/// </summary>
internal static class PhasedMax
{
    public static bool Fits(Site s, Window window) => s.Notes.FastForms && s.Node.Output.Count == 1 && s.Shapes[s.X]?.Length == 4
        && window.Kernel is [3, 3] && window.Strides is [2, 2] && window.Dilations is [1, 1] && window.Pads.All(p => p is 0 or 1)
        && s.Graph.ElementType == TensorProto.Types.DataType.Float && s.Shapes.Channels(s.X) is not null
        && SlidingMax.AfterRelu(s.Graph, s.X);

    public static string Emit(Site s, Window window)
    {
        var (top, left, bottom, right) = (window.Pads[0], window.Pads[1], window.Pads[2], window.Pads[3]);
        var channels = s.Shapes.Channels(s.X)!.Value;
        var row = Split(s, window);

        // One row and one column of zeros more, so that all that follows has one size.
        var g = Steps.Depthwise(s, Masked(s, channels), channels, [1, 1], [1], [0, 0, 1, 1]);
        var (even, odd) = Back(s, g, channels, vertical: true,
            taps => Compare(s, row, channels, [3, 1], taps, [top, 0, bottom + 2, 1], [2, 1]));
        var (evenEven, evenOdd) = Back(s, even, channels, vertical: false,
            taps => Compare(s, s.X, channels, [1, 3], taps, [top, left, bottom, right + 2], [2, 2]));
        var (oddEven, oddOdd) = Back(s, odd, channels, vertical: false, taps => top == 1
            ? Compare(s, s.X, channels, [1, 3], taps, [0, left, bottom + 1, right + 2], [2, 2])
            : Compare(s, s.X, channels, [2, 3], [0, 0, 0, .. taps], [0, left, bottom + 1, right + 2], [2, 2]));

        var phases = new Phases([evenEven, evenOdd, oddEven, oddOdd], top, left);
        var whole = phases.Interleave(s, s.X, channels);
        s.Notes.Phases[whole] = phases;
        return whole;
    }

    private static string Split(Site s, Window window)
    {
        var parts = new List<NodeProto>();
        var e = new Emitter(s.Graph, s.Y, parts);
        var p = window.Pads;
        var row = e.EmitAs(s.Graph.Fresh($"{s.Y}/row"), "MaxPool", [s.X], ("kernel_shape", new[] { 1L, 3 }),
            ("strides", new[] { 1L, 2 }), ("pads", new[] { 0, p[1], 0, p[3] }));
        e.EmitAs(s.Y, "MaxPool", [row], ("kernel_shape", new[] { 3L, 1 }),
            ("strides", new[] { 2L, 1 }), ("pads", new[] { p[0], 0, p[2], 0 }));
        s.Graph.Lower(s.Node, parts);
        return row;
    }

    /// <summary>The pool's cotangent with the mask of the ReLU behind it, if that ReLU need not do so then.</summary>
    private static string Masked(Site s, long channels)
    {
        var masked = new List<string>();
        if (!OnlyReader(s.Graph, s.X, s.Node, masked)) return s.G;
        s.Notes.Masked.UnionWith(masked);
        return s.Mul(s.G, Steps.Positive(s, s.Y, channels));
    }

    /// <summary>
    /// Whether all ways from the tensor back to its ReLUs have but this one reader; if so, the tensors masked with it. LRN and
    /// pools give 0 just where they see 0, and pass no cotangent back there where they got none.
    /// </summary>
    private static bool OnlyReader(WorkingGraph graph, string tensor, NodeProto reader, List<string> masked)
    {
        if (graph.IsReadElsewhere(tensor, reader) || graph.ProducerOf(tensor) is not { } node) return false;
        masked.Add(tensor);
        return node.OpType switch
        {
            "Relu" => true,
            "Concat" => node.Input.All(i => OnlyReader(graph, i, node, masked)),
            _ => OnlyReader(graph, node.Input[0], node, masked),
        };
    }

    /// <summary>Along one axis: the cotangents of the even and of the odd pixels.</summary>
    private static (string Even, string Odd) Back(Site s, string g, long channels, bool vertical, Func<double[], string> rises)
    {
        const double big = Steps.Big;
        var second = s.Mul(g, s.Mul(rises([-big, 0, big]), rises([0, -big, big])));
        var rest = s.Add(g, Steps.Depthwise(s, second, channels, [1, 1], [-1], [0, 0, 0, 0]));
        var first = s.Mul(rest, rises([-big, big, 0]));
        var zeroth = s.Add(rest, Steps.Depthwise(s, first, channels, [1, 1], [-1], [0, 0, 0, 0]));
        var before = Steps.Depthwise(s, second, channels, vertical ? [2, 1] : [1, 2], [1, 0],
            vertical ? [1, 0, 0, 0] : [0, 1, 0, 0]);
        return (s.Add(zeroth, before), first);
    }

    private static string Compare(Site s, string x, long channels, long[] kernel, double[] taps, long[] pads, long[] strides) =>
        Steps.Clip(s, Steps.Depthwise(s, x, channels, kernel, taps, pads, strides: strides));
}
