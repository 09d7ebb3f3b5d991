using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The gradient of a Conv of stride 1 is a Conv with its weights flipped in space and input and output channels exchanged, done
/// here once and for all because weights are constants.
/// </summary>
internal static class Flipped
{
    public static bool Fits(Window window) =>
        Enumerable.Range(0, 2 * window.Rank).All(i => Reach(window, i % window.Rank) >= window.Pads[i]);

    public static string Emit(Site s, string g, TensorProto weights, Window window)
    {
        var name = $"{weights.Name}^T";
        if (!s.Graph.Constants.ContainsKey(name)) Turn(s, name, weights, window);
        long[] pads = [.. Enumerable.Range(0, 2 * window.Rank).Select(i => Reach(window, i % window.Rank) - window.Pads[i])];
        return s.Emit("Conv", [g, name],
            ("kernel_shape", window.Kernel), ("dilations", window.Dilations), ("pads", pads), ("group", window.Group));
    }

    private static long Reach(Window window, int axis) => (window.Kernel[axis] - 1) * window.Dilations[axis];

    /// <summary>[M, C/group, k...] to [C, M/group, k... flipped], group by group.</summary>
    private static void Turn(Site s, string name, TensorProto weights, Window window)
    {
        var (m, c, taps, groups) = (weights.Dims[0], weights.Dims[1], Tensors.Count(window.Kernel), window.Group);
        var (from, mg) = (Tensors.Reals(weights), m / groups);
        var to = new double[from.Length];
        for (var o = 0L; o < m; o++)
            for (var i = 0L; i < c; i++)
                for (var t = 0L; t < taps; t++)
                {
                    var group = o / mg;
                    to[((group * c + i) * mg + o % mg) * taps + (taps - 1 - t)] = from[(o * c + i) * taps + t];
                }
        s.Constant(name, [c * groups, mg, .. window.Kernel], to);
    }
}
