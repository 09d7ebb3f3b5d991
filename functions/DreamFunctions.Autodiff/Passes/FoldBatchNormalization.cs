using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// A BatchNormalization with fixed statistics is y = scale x + shift for each channel. After a Conv that nothing else reads
/// it goes into the Conv's weights; elsewhere it becomes a Mul and an Add.
/// </summary>
internal static class FoldBatchNormalization
{
    public static void Apply(WorkingGraph graph)
    {
        var shapes = Shapes.Of(graph);
        foreach (var node in graph.Nodes.Where(n => n.OpType == "BatchNormalization").ToArray())
        {
            var (scale, shift) = Affine(graph, node);
            if (graph.ProducerOf(node.Input[0]) is { OpType: "Conv" } conv && graph.Constants.ContainsKey(conv.Input[1])
                && (conv.Input.Count < 3 || conv.Input[2].Length == 0 || graph.Constants.ContainsKey(conv.Input[2]))
                && !graph.IsReadElsewhere(conv.Output[0], node))
                IntoConv(graph, conv, node, scale, shift);
            else Alone(graph, node, scale, shift, shapes[node.Input[0]]?.Length ?? 4);
        }
    }

    private static (double[] Scale, double[] Shift) Affine(WorkingGraph graph, NodeProto node)
    {
        double[] Values(int i) => graph.Constants.TryGetValue(node.Input[i], out var t) ? Tensors.Reals(t)
            : throw new UnsupportedModelException($"BatchNormalization (node '{node.Label()}') needs constant statistics.");
        var (gamma, beta, mean, variance) = (Values(1), Values(2), Values(3), Values(4));
        var epsilon = node.Real("epsilon", 1e-5);
        double[] scale = [.. gamma.Select((g, i) => g / Math.Sqrt(variance[i] + epsilon))];
        return (scale, [.. beta.Select((b, i) => b - mean[i] * scale[i])]);
    }

    private static void IntoConv(WorkingGraph graph, NodeProto conv, NodeProto node, double[] scale, double[] shift)
    {
        var weights = graph.Constants[conv.Input[1]];
        var values = Tensors.Reals(weights);
        var per = values.Length / scale.Length;
        for (var i = 0; i < values.Length; i++) values[i] *= scale[i / per];
        if (conv.Input.Count > 2 && conv.Input[2].Length > 0)
        {
            var bias = Tensors.Reals(graph.Constants[conv.Input[2]]);
            shift = [.. shift.Select((s, i) => s + bias[i] * scale[i])];
        }
        var (w, b) = (graph.Fresh($"{conv.Input[1]} folded"), graph.Fresh($"{node.Input[2]} folded"));
        graph.Constants[w] = Tensors.Of(w, graph.ElementType, [.. weights.Dims], values);
        graph.Constants[b] = Tensors.Of(b, graph.ElementType, [shift.Length], shift);
        conv.Input[1] = w;
        if (conv.Input.Count > 2) conv.Input[2] = b;
        else conv.Input.Add(b);
        conv.Output[0] = node.Output[0];
        graph.Nodes.Remove(node);
    }

    private static void Alone(WorkingGraph graph, NodeProto node, double[] scale, double[] shift, int rank)
    {
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, node.Output[0], nodes);
        long[] dims = [1, scale.Length, .. Enumerable.Repeat(1L, Math.Max(0, rank - 2))];
        var scaled = e.Mul(node.Input[0], e.Constant($"{node.Output[0]}/scale", dims, scale));
        e.EmitAs(node.Output[0], "Add", [scaled, e.Constant($"{node.Output[0]}/shift", dims, shift)]);
        graph.Replace(node, nodes);
    }
}
