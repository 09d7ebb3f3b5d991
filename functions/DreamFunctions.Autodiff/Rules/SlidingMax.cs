using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The 3x3 stride-1 MaxPool without its Indices output, which would leave the vectorised layout. Forward it becomes four pools
/// of two taps, x -> left -> row -> up -> y. Of two taps the greater gets the cotangent, the first on a tie as in the runtime;
/// so each step back moves the cotangent by at most one pixel. Needs a ReLU behind its input: at the picture's edge the padding
/// counts as 0, and cotangents of elements that are 0 are lost there, which that ReLU masks anyway.
/// </summary>
internal static class SlidingMax
{
    public static bool Fits(Site s, Window window) => s.Notes.FastForms && s.Node.Output.Count == 1 && s.Shapes[s.X]?.Length == 4
        && window.Kernel is [3, 3] && window.Strides is [1, 1] && window.Dilations is [1, 1] && window.Pads is [1, 1, 1, 1]
        && s.Shapes.Channels(s.X) is not null && AfterRelu(s.Graph, s.X);

    public static string Emit(Site s)
    {
        var (left, row, up) = Split(s);
        var across = Back(s, s.G, up, row, vertical: true);
        return Back(s, across, left, s.X, vertical: false);
    }

    /// <summary>Whether the tensor is 0 or more, and where it is 0 its cotangent ends at a ReLU.</summary>
    public static bool AfterRelu(WorkingGraph graph, string tensor) => graph.ProducerOf(tensor) switch
    {
        { OpType: "Relu" } => true,
        { OpType: "MaxPool" or "LRN" or "Identity" } node => AfterRelu(graph, node.Input[0]),
        { OpType: "Concat" } node => node.Input.All(i => AfterRelu(graph, i)),
        _ => false,
    };

    private static (string Left, string Row, string Up) Split(Site s)
    {
        var parts = new List<NodeProto>();
        var e = new Emitter(s.Graph, s.Y, parts);
        string Pool(string x, long[] kernel, long[] pads, string output) =>
            e.EmitAs(output, "MaxPool", [x], ("kernel_shape", kernel), ("pads", pads));
        var left = Pool(s.X, [1, 2], [0, 1, 0, 0], s.Graph.Fresh($"{s.Y}/left"));
        var row = Pool(left, [1, 2], [0, 0, 0, 1], s.Graph.Fresh($"{s.Y}/row"));
        var up = Pool(row, [2, 1], [1, 0, 0, 0], s.Graph.Fresh($"{s.Y}/up"));
        Pool(up, [2, 1], [0, 0, 1, 0], s.Y);
        s.Graph.Lower(s.Node, parts);
        return (left, row, up);
    }

    /// <summary>
    /// Back through outer[i] = max(half[i], half[i+1]) and half[i] = max(inner[i-1], inner[i]), along one axis.
    /// </summary>
    private static string Back(Site s, string g, string half, string inner, bool vertical)
    {
        var channels = s.Shapes.Channels(s.X)!.Value;
        long[] kernel = vertical ? [2, 1] : [1, 2];
        long[] before = vertical ? [1, 0, 0, 0] : [0, 1, 0, 0];
        long[] after = vertical ? [0, 0, 1, 0] : [0, 0, 0, 1];
        // What belongs to the second tap, i+1, leaves i and arrives at i+1.
        var forth = s.Mul(g, Steps.Rises(s, half, channels, kernel, after));
        var dHalf = s.Add(g, Steps.Depthwise(s, forth, channels, kernel, [1, -1], before));
        // What belongs to the first tap, i-1, leaves i and arrives at i-1.
        var back = s.Mul(dHalf, Steps.RisesNot(s, inner, channels, kernel, before));
        return s.Add(dHalf, Steps.Depthwise(s, back, channels, kernel, [-1, 1], after));
    }
}
