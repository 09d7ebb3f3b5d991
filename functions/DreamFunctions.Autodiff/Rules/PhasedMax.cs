using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The 3x3 stride-2 MaxPool without its Indices output. Back it is two pools, x -> row (1x3) -> y (3x1); the row is made on the way
/// back, as in <see cref="SlidingMax"/>. Along one axis, window k holds the pixels 2k, 2k+1, 2k+2 (less the pad): the greatest gets
/// the cotangent, the first on a tie as in the runtime. So the even pixels 2k get what tap 0 of window k and tap 2 of window k-1 got,
/// the odd ones what tap 1 got: each half has the output's size and one pixel more, whatever the input's, but for sides that are
/// known to be twice the output's. Down first, then across: four phases.
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
        var (height, width) = (Axis.Of(s, window, 0), Axis.Of(s, window, 1));
        var channels = s.Shapes.Channels(s.X)!.Value;
        var row = s.Emit("MaxPool", [s.X], ("kernel_shape", new[] { 1L, 3 }), ("strides", new[] { 1L, 2 }), ("pads", new[] { 0, width.Begin, 0, width.End }));
        string Taps(string x, Reach down, Reach across, params double[] last) => Steps.Depthwise(
            s, x, channels, [down.Taps, across.Taps], [.. new double[down.Taps * across.Taps - last.Length], .. last],
            [down.Before, across.Before, down.After, across.After], strides: [down.Stride, across.Stride]);
        string Same(string x) => Taps(x, height.Same, width.Same, 1);

        // Masks before the cotangent that they mask, and that through a Conv last, though it may be a copy: the runtime works out such
        // Convs first and the masks then, so that they live shortly. A product by itself it would put after them, the masks long before.
        var above = s.Add(Taps(row, height.To(0), width.Same, -1), (height.More, width.More) == (0, 0) ? s.Y : Same(s.Y));
        var rises = Steps.Clip(s, Taps(row, height.To(2, 2), width.Same, -Steps.Big, Steps.Big));
        var g = Same(Masked(s, s.G, channels));
        var (even, odd) = Back(s, g, channels, [2, 1], [1, 0, 0, 0], above, rises);
        (string, string) Across(string part, Reach down) => Back(s, part, channels, [1, 2], [0, 1, 0, 0],
            s.Add(Taps(s.X, down, width.To(0), -1), Taps(row, down, width.Same, 1)),
            Steps.Clip(s, Taps(s.X, down, width.To(2, 2), -Steps.Big, Steps.Big)));
        var (evenEven, evenOdd) = Across(even, height.To(0));
        var (oddEven, oddOdd) = Across(odd, height.To(1));

        var phases = new Phases([evenEven, evenOdd, oddEven, oddOdd], height.Begin, width.Begin, [height.Side, width.Side]);
        var whole = phases.Interleave(s, s.X, channels);
        s.Notes.Phases[whole] = phases;
        return whole;
    }

    /// <summary>The pool's cotangent with the mask of the ReLU behind it, if that ReLU need not do so then.</summary>
    private static string Masked(Site s, string g, long channels)
    {
        var masked = new List<string>();
        if (!OnlyReader(s.Graph, s.X, s.Node, masked)) return g;
        s.Notes.Masked.UnionWith(masked);
        return s.Mul(g, Steps.Positive(s, s.Y, channels));
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
    private static (string Even, string Odd) Back(
        Site s, string g, long channels, long[] kernel, long[] pads, string above, string rises)
    {
        var (zeroth, left, second) = FirstOfThree.Split(s, g, above, rises, channels);
        return (s.Add(zeroth, Steps.Depthwise(s, second, channels, kernel, [1, 0], pads)), FirstOfThree.Minus(s, left, second, channels));
    }

    /// <summary>A Conv's taps along one axis, the pixels that it moves on by, and its pads.</summary>
    private readonly record struct Reach(long Taps, long Stride, long Before, long After);

    /// <summary>The pool's pads along one axis, the side of each half, and what that has more than the pool's output.</summary>
    private readonly record struct Axis(long Begin, long End, Dim Side, long More)
    {
        /// <summary>One tap, and zeros for what is more.</summary>
        public Reach Same => new(1, 1, 0, More);

        public static Axis Of(Site s, Window window, int axis)
        {
            var (output, input) = (s.Shapes[s.Y]![2 + axis], s.Shapes[s.X]![2 + axis]);
            var more = output.By(2).Plus(-window.Begin(axis)) == input ? 0 : 1;
            return new(window.Begin(axis), window.End(axis), output.Plus(more), more);
        }

        /// <summary>Taps that end at a tap of the pool, at least so many; as many windows as a half has pixels.</summary>
        public Reach To(long tap, long atLeast = 1)
        {
            var taps = Math.Max(atLeast, tap - Begin + 1);
            var before = Begin - tap + taps - 1;
            return new(taps, 2, before, More == 0 ? Math.Max(0, tap - 1) : Begin + End - 1 + taps - before);
        }
    }
}
