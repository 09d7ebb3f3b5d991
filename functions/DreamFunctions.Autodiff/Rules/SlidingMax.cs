using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The 3x3 stride-1 MaxPool without its Indices output, which would leave the vectorised layout. Back it is two pools,
/// x -> row (1x3) -> y (3x1): the row is made on the way back, since a pool costs less than keeping it. Back along one axis each
/// window's cotangent is split among its three pixels (<see cref="FirstOfThree"/>), and each part moves to its pixel. Needs a ReLU behind
/// its input: at the picture's edge the padding counts as 0, and cotangents of elements that are 0 are lost there, which that ReLU masks
/// anyway.
/// </summary>
internal static class SlidingMax
{
    public static bool Fits(Site s, Window window) => s.Notes.FastForms && s.Node.Output.Count == 1 && s.Shapes[s.X]?.Length == 4
        && window.Kernel is [3, 3] && window.Strides is [1, 1] && window.Dilations is [1, 1] && window.Pads is [1, 1, 1, 1]
        && s.Shapes.Channels(s.X) is not null && AfterRelu(s.Graph, s.X);

    public static string Emit(Site s)
    {
        var row = s.Emit("MaxPool", [s.X], ("kernel_shape", new[] { 1L, 3 }), ("pads", new[] { 0L, 1, 0, 1 }));
        var across = Back(s, s.G, s.Y, row, vertical: true);
        return Back(s, across, row, s.X, vertical: false);
    }

    /// <summary>Whether the tensor is 0 or more, and where it is 0 its cotangent ends at a ReLU.</summary>
    public static bool AfterRelu(WorkingGraph graph, string tensor) => graph.ProducerOf(tensor) switch
    {
        { OpType: "Relu" } => true,
        { OpType: "MaxPool" or "LRN" or "Identity" } node => AfterRelu(graph, node.Input[0]),
        { OpType: "Concat" } node => node.Input.All(i => AfterRelu(graph, i)),
        _ => false,
    };

    /// <summary>Back through max[i] = the greatest of x[i-1], x[i] and x[i+1], along one axis.</summary>
    private static string Back(Site s, string g, string max, string x, bool vertical)
    {
        var channels = s.Shapes.Channels(s.X)!.Value;
        long[] kernel = vertical ? [2, 1] : [1, 2];
        long[] before = vertical ? [1, 0, 0, 0] : [0, 1, 0, 0];
        long[] after = vertical ? [0, 0, 1, 0] : [0, 0, 0, 1];
        var above = s.Add(max, Steps.Depthwise(s, x, channels, kernel, [-1, 0], before));
        var (zeroth, left, second) = FirstOfThree.Split(s, g, above, Steps.Rises(s, x, channels, kernel, after), channels);
        // What tap 2 gets leaves i and arrives at i+1; what tap 0 gets arrives at i-1.
        return s.Add(s.Add(left, Steps.Depthwise(s, second, channels, kernel, [1, -1], before)),
            Steps.Depthwise(s, zeroth, channels, kernel, [0, 1], after));
    }
}
