using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The 3x3 stride-2 MaxPool without its Indices output. Back it is two pools, x -> row (1x3) -> y (3x1); the row is made on the way
/// back, as in <see cref="SlidingMax"/>. Along one axis, window k holds the pixels 2k, 2k+1, 2k+2 (less the pad): the greatest gets
/// the cotangent, the first on a tie as in the runtime. So the even pixels 2k get what tap 0 of window k and tap 2 of window k-1 got,
/// the odd ones what tap 1 got: each half has the output's size and one pixel more, whatever the input's. Down first, then across:
/// four phases.
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
        var row = s.Emit("MaxPool", [s.X], ("kernel_shape", new[] { 1L, 3 }), ("strides", new[] { 1L, 2 }), ("pads", new[] { 0, left, 0, right }));
        string Taps(string x, Reach down, Reach across, params double[] last) => Steps.Depthwise(
            s, x, channels, [down.Taps, across.Taps], [.. new double[down.Taps * across.Taps - last.Length], .. last],
            [down.Before, across.Before, down.After, across.After], strides: [down.Stride, across.Stride]);

        // One row and one column of zeros more, so that all that follows has one size.
        var same = new Reach(1, 1, 0, 1);
        // Masks before the cotangent that they mask: the runtime works out last what was written first, and so they live shortly.
        var above = s.Add(Taps(row, Reach.To(0, top, bottom), same, -1), Taps(s.Y, same, same, 1));
        var rises = Steps.Clip(s, Taps(row, Reach.To(2, top, bottom, 2), same, -Steps.Big, Steps.Big));
        var g = Taps(Masked(s, s.G, channels), same, same, 1);
        var (even, odd) = Back(s, g, channels, [2, 1], [1, 0, 0, 0], above, rises);
        (string, string) Across(string part, Reach down) => Back(s, part, channels, [1, 2], [0, 1, 0, 0],
            s.Add(Taps(s.X, down, Reach.To(0, left, right), -1), Taps(row, down, same, 1)),
            Steps.Clip(s, Taps(s.X, down, Reach.To(2, left, right, 2), -Steps.Big, Steps.Big)));
        var (evenEven, evenOdd) = Across(even, Reach.To(0, top, bottom));
        var (oddEven, oddOdd) = Across(odd, Reach.To(1, top, bottom));

        var phases = new Phases([evenEven, evenOdd, oddEven, oddOdd], top, left);
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
        return s.Mul(g, Steps.Clip(s, Steps.Depthwise(s, s.Y, channels, [1, 1], [Steps.Big], [0, 0, 0, 0])));
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
    private readonly record struct Reach(long Taps, long Stride, long Before, long After)
    {
        /// <summary>Taps that end at a tap of the pool, at least so many; windows as the pool's, and one more.</summary>
        public static Reach To(long tap, long begin, long end, long atLeast = 1)
        {
            var taps = Math.Max(atLeast, tap - begin + 1);
            var before = begin - tap + taps - 1;
            return new(taps, 2, before, begin + end - 1 + taps - before);
        }
    }
}
