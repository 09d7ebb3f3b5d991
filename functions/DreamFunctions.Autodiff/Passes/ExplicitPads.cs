using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Writes auto_pad out. VALID and SAME with stride 1 are pads that do not depend on the picture's size; SAME with a larger stride,
/// as TensorFlow's nets have it, becomes a Pad whose width is computed as the net runs.
/// </summary>
internal static class ExplicitPads
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes.Where(n => n.OpType is "Conv" or "MaxPool" or "AveragePool" or "ConvTranspose").ToArray())
        {
            var mode = node.Text("auto_pad", "NOTSET");
            if (mode is "NOTSET" or "VALID") node.Remove("auto_pad");
            else if (node.OpType != "ConvTranspose" && Kernel(graph, node) is { } kernel)
            {
                var reach = kernel.Zip(node.Ints("dilations", kernel.Length, 1), (k, d) => (k - 1) * d).ToArray();
                var strides = node.Ints("strides", kernel.Length, 1);
                if (strides.All(s => s == 1) || reach.All(r => r == 0))
                {
                    var small = reach.Select(r => r / 2);
                    var large = reach.Select(r => r - r / 2);
                    node.Set("pads", mode == "SAME_UPPER" ? [.. small, .. large] : new List<long>([.. large, .. small]).ToArray());
                }
                else if (node.OpType == "AveragePool") continue; // the average would count the pad
                else PadFirst(graph, node, reach, strides, mode);
                node.Remove("auto_pad");
            }
        }
    }

    /// <summary>A stride s makes ceil(side / s) outputs; what these reach beyond the picture is padded, half at either end.</summary>
    private static void PadFirst(WorkingGraph graph, NodeProto node, long[] reach, long[] strides, string mode)
    {
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, $"{node.Output[0]}/same", nodes);
        var sides = e.Shape(node.Input[0], 2);
        var outputs = e.Div(e.Add(sides, e.Ints(strides.Select(v => v - 1))), e.Ints(strides));
        var last = e.Mul(e.Sub(outputs, e.Ints(1)), e.Ints(strides));
        var all = e.Emit("Max", [e.Sub(e.Add(last, e.Ints(reach.Select(r => r + 1))), sides), e.Ints(0)]);
        var small = e.Div(all, e.Ints(2));
        var large = e.Sub(all, small);
        var fill = e.Scalar(node.OpType == "MaxPool" ? double.NegativeInfinity : 0);
        node.Input[0] = e.Emit("Pad",
            [node.Input[0], mode == "SAME_UPPER" ? e.Joined(small, large) : e.Joined(large, small), fill,
                e.Ints(Enumerable.Range(2, reach.Length).Select(i => (long)i))]);
        graph.Replace(node, [.. nodes, node]);
    }

    private static long[]? Kernel(WorkingGraph graph, NodeProto node) => node.Ints("kernel_shape")
        ?? (node.OpType == "Conv" && graph.Constants.TryGetValue(node.Input[1], out var w) ? [.. w.Dims.Skip(2)] : null);
}
