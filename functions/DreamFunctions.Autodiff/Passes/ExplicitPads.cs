using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>Writes auto_pad out as pads wherever the picture's size does not matter: VALID, and SAME with stride 1.</summary>
internal static class ExplicitPads
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes.Where(n => n.OpType is "Conv" or "MaxPool" or "AveragePool" or "ConvTranspose"))
        {
            var mode = node.Text("auto_pad", "NOTSET");
            if (mode is "NOTSET" or "VALID") node.Remove("auto_pad");
            else if (node.OpType != "ConvTranspose" && Kernel(graph, node) is { } kernel
                && node.Ints("strides", kernel.Length, 1).All(s => s == 1))
            {
                var reach = kernel.Zip(node.Ints("dilations", kernel.Length, 1), (k, d) => (k - 1) * d).ToArray();
                var small = reach.Select(r => r / 2);
                var large = reach.Select(r => r - r / 2);
                node.Remove("auto_pad");
                node.Set("pads", mode == "SAME_UPPER" ? [.. small, .. large] : new List<long>([.. large, .. small]).ToArray());
            }
        }
    }

    private static long[]? Kernel(WorkingGraph graph, NodeProto node) => node.Ints("kernel_shape")
        ?? (node.OpType == "Conv" && graph.Constants.TryGetValue(node.Input[1], out var w) ? [.. w.Dims.Skip(2)] : null);
}
