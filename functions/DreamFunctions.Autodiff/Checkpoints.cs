using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff;

/// <summary>
/// Memory for time: what lies between two checkpoints is not kept for the way back, but computed a second time when the way back arrives
/// at the upper one (gradient checkpointing: Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016).
/// </summary>
/// <remarks>
/// The second computation reads the lower checkpoint by a Reshape to its own shape, plus a zero that comes from the upper one's cotangent:
/// so it cannot run before it, nor be merged with the first. The runtime cannot know that shape, and therefore keeps no tensor of the first
/// computation as memory for the second: it does so for tensors of the very same shape.
/// </remarks>
internal static class Checkpoints
{
    /// <summary>Changes the nodes of the way back.</summary>
    /// <param name="graph">The way forward.</param>
    /// <param name="tensors">The checkpoints' tensors; those that are not on the way are passed over.</param>
    /// <param name="backward">The way back, in running order.</param>
    /// <param name="cotangents">By tensor.</param>
    public static void Apply(
        WorkingGraph graph, IReadOnlyList<string> tensors, List<NodeProto> backward, IReadOnlyDictionary<string, string> cotangents)
    {
        var forward = graph.Running.ToList();
        var place = forward.SelectMany((node, i) => node.Output.Select(output => (output, i))).ToDictionary(p => p.output, p => p.i);
        string[] stops = [.. tensors.Where(tensor => place.ContainsKey(tensor) && cotangents.ContainsKey(tensor)).OrderBy(tensor => place[tensor])];
        for (var i = 0; i < stops.Length; i++)
        {
            var from = i == 0 ? graph.ImageName : stops[i - 1];
            Again(graph, Between(forward, from, stops[i]), from, stops[i], cotangents[stops[i]], backward);
        }
    }

    /// <summary>What the upper tensor is computed by, from the lower one on.</summary>
    private static List<NodeProto> Between(List<NodeProto> forward, string lower, string upper)
    {
        var reads = new HashSet<string> { upper };
        var nodes = new List<NodeProto>();
        foreach (var node in Enumerable.Reverse(forward))
        {
            if (!node.Output.Any(output => output != lower && reads.Contains(output))) continue;
            reads.UnionWith(node.Input);
            nodes.Add(node);
        }
        nodes.Reverse();
        return nodes;
    }

    private static void Again(
        WorkingGraph graph, List<NodeProto> nodes, string lower, string upper, string cotangent, List<NodeProto> backward)
    {
        var at = backward.FindIndex(node => node.Output.Contains(cotangent)) + 1;
        var kept = nodes.SelectMany(node => node.Output).Where(output => output.Length > 0 && output != upper).ToHashSet();
        var needed = backward.Skip(at).SelectMany(node => node.Input).Where(kept.Contains).ToHashSet();
        var again = new Dictionary<string, string>();
        var second = new List<NodeProto>();
        again[lower] = After(graph, lower, cotangent, second);
        var open = new HashSet<string>(needed);
        foreach (var node in Enumerable.Reverse(nodes))
            if (node.Output.Any(open.Contains)) open.UnionWith(node.Input);
        foreach (var node in nodes.Where(node => node.Output.Any(open.Contains)))
        {
            var copy = node.Clone();
            foreach (var output in node.Output.Where(output => output.Length > 0)) again[output] = graph.Fresh($"{output}/again");
            for (var i = 0; i < copy.Input.Count; i++) copy.Input[i] = again.GetValueOrDefault(copy.Input[i], copy.Input[i]);
            for (var i = 0; i < copy.Output.Count; i++) copy.Output[i] = again.GetValueOrDefault(copy.Output[i], copy.Output[i]);
            copy.Name = copy.Output[0];
            second.Add(copy);
        }
        foreach (var node in backward.Skip(at))
            for (var i = 0; i < node.Input.Count; i++)
                if (needed.Contains(node.Input[i])) node.Input[i] = again[node.Input[i]];
        backward.InsertRange(at, second);
    }

    /// <summary>The same tensor, there once the other one is.</summary>
    private static string After(WorkingGraph graph, string tensor, string other, List<NodeProto> nodes)
    {
        var e = new Emitter(graph, $"{tensor}/again", nodes);
        var first = e.Emit("Slice", [e.Reshape(other, e.Ints(-1)), e.Ints(0), e.Ints(1)]);
        var zero = e.Emit("Cast", [e.Emit("Greater", [first, e.Scalar(double.PositiveInfinity)])], ("to", (long)TensorProto.Types.DataType.Int64));
        return e.Reshape(tensor, e.Add(e.Shape(tensor), zero));
    }
}
