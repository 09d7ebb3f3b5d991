using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Pools in normal form: ceil_mode becomes end pads. ceil(a/s) = floor((a+s-1)/s), so s-1 more at the end give the same number of
/// windows for every size, and padding never wins a maximum. The operator drops a last window that would start beyond the input;
/// with kernel >= stride + end pad there is none (it is also what the runtime demands of pads). Other pools keep ceil_mode.
/// </summary>
internal static class FloorPools
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes.Where(n => n.OpType is "MaxPool" or "AveragePool" && n.Int("ceil_mode", 0) != 0))
        {
            if (node.Ints("kernel_shape") is not { } kernel || node.Has("auto_pad")) continue;
            // The average over a window divides by what it covers; padding that is counted may not grow.
            var n = kernel.Length;
            var (strides, pads) = (node.Ints("strides", n, 1), node.Ints("pads", 2 * n, 0));
            var reach = kernel.Zip(node.Ints("dilations", n, 1), (k, d) => (k - 1) * d + 1).ToArray();
            if (strides.Any(s => s > 1))
            {
                if (node.OpType == "AveragePool" && node.Int("count_include_pad", 0) != 0) continue;
                if (Enumerable.Range(0, n).Any(i => Math.Min(kernel[i], reach[i]) < strides[i] + pads[n + i])) continue;
                for (var i = 0; i < n; i++) pads[n + i] += strides[i] - 1;
                node.Set("pads", pads);
            }
            node.Remove("ceil_mode");
        }
    }
}
