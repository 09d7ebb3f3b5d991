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
            var between = WorkingGraph.NeededFor([stops[i]], forward.Where(node => !node.Output.Contains(from)));
            Again(graph, between, from, stops[i], cotangents[stops[i]], backward);
        }
    }

    /// <summary>Computes the nodes between two checkpoints a second time, for what the way back reads of them from the upper one on.</summary>
    private static void Again(
        WorkingGraph graph, List<NodeProto> nodes, string lower, string upper, string cotangent, List<NodeProto> backward)
    {
        var at = backward.FindIndex(node => node.Output.Contains(cotangent)) + 1;
        var below = nodes.SelectMany(node => node.Output).Where(output => output.Length > 0 && output != upper).ToHashSet();
        var read = backward.Skip(at).SelectMany(node => node.Input).Where(below.Contains).ToHashSet();
        var second = new List<NodeProto>();
        var again = new Dictionary<string, string> { [lower] = After(graph, lower, cotangent, second) };
        foreach (var node in WorkingGraph.NeededFor(read, nodes).Select(node => node.Clone()))
        {
            foreach (var output in node.Output.Where(output => output.Length > 0)) again[output] = graph.Fresh($"{output}/again");
            node.Rename(again);
            node.Name = node.Output[0];
            second.Add(node);
        }
        // The lower checkpoint itself is kept, and the upper one, if it was computed again beside others.
        again.Remove(lower);
        again.Remove(upper);
        foreach (var node in backward.Skip(at)) node.Input.Rename(again);
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
