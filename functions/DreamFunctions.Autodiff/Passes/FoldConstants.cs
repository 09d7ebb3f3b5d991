using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Shapes that the exporter computes but that are known (a classifier's Reshape, attention's heads) become constants, and so do
/// weights that are only handed on, as shared ones are. What depends on the picture's size stays and is computed as the net runs.
/// </summary>
internal static class FoldConstants
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes) HandOn(graph, node);
        var shapes = Shapes.Of(graph);
        foreach (var node in graph.Nodes.Where(n => n.Output.Count == 1 && !graph.Targets.Contains(n.Output[0])))
        {
            var name = node.Output[0];
            if (graph.Constants.ContainsKey(name) || shapes.Numbers.Folded(name) is not { } values) continue;
            if (shapes[name] is { Length: <= 1 } dims) graph.Constants[name] = Tensors.Of(name, [.. dims.Select(_ => (long)values.Length)], values);
        }
        graph.Nodes.RemoveAll(n => graph.Constants.ContainsKey(n.Output[0]));
        graph.DropUnread();
    }

    private static void HandOn(WorkingGraph graph, NodeProto node)
    {
        if (node.Input.Count == 0 || !graph.Constants.TryGetValue(node.Input[0], out var tensor) || graph.Targets.Contains(node.Output[0])) return;
        if (node.OpType == "Identity") graph.Constants[node.Output[0]] = tensor;
        else if (node.OpType == "Cast" && node.Int("to", 0) == (long)graph.ElementType && tensor.DataType != (int)graph.ElementType)
            graph.Constants[node.Output[0]] = Tensors.Of(node.Output[0], graph.ElementType, [.. tensor.Dims], Tensors.Reals(tensor));
    }
}
