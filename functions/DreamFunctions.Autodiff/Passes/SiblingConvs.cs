using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Cotangents that meet at one tensor through several 1x1 Convs, as behind an inception module: the sum of products is one
/// product of what stands side by side, W1 g1 + W2 g2 = [W1 W2] [g1; g2]. One longer Conv writes the tensor once.
/// </summary>
internal static class SiblingConvs
{
    public static void Merge(WorkingGraph graph, List<NodeProto> backward)
    {
        var uses = backward.SelectMany(n => n.Input).CountBy(i => i).ToDictionary();
        var producers = backward.ToDictionary(n => n.Output[0]);
        NodeProto? Sole(string tensor, string op) =>
            uses[tensor] == 1 && producers.TryGetValue(tensor, out var n) && n.OpType == op ? n : null;

        var inner = backward.Where(n => n.OpType == "Add").SelectMany(n => n.Input)
            .Where(i => Sole(i, "Add") is not null).ToHashSet();
        foreach (var root in backward.Where(n => n.OpType == "Add" && !inner.Contains(n.Output[0])).ToArray())
        {
            var (adds, terms) = (new List<NodeProto>(), new List<string>());
            void Collect(NodeProto add)
            {
                adds.Add(add);
                foreach (var input in add.Input)
                    if (Sole(input, "Add") is { } more) Collect(more);
                    else terms.Add(input);
            }
            Collect(root);
            var siblings = terms.Select(t => Sole(t, "Conv")).OfType<NodeProto>().Where(n => IsProduct(graph, n)).ToArray();
            if (siblings.Length < 2 || siblings.Select(n => graph.Constants[n.Input[1]].Dims[0]).Distinct().Count() > 1) continue;

            var nodes = new List<NodeProto>();
            var e = new Emitter(graph, root.Output[0], nodes);
            var sum = e.Emit("Conv", [e.Emit("Concat", siblings.Select(n => n.Input[0]), ("axis", 1L)), SideBySide(e, siblings)]);
            foreach (var term in terms.Where(t => siblings.All(n => n.Output[0] != t))) sum = e.Add(sum, term);
            nodes[^1].Output[0] = root.Output[0];

            backward.InsertRange(backward.IndexOf(root), nodes);
            backward.RemoveAll(n => adds.Exists(a => ReferenceEquals(a, n)) || siblings.Any(c => ReferenceEquals(c, n)));
        }
    }

    private static bool IsProduct(WorkingGraph graph, NodeProto conv) => conv.Input.Count == 2 && conv.Int("group", 1) == 1
        && graph.Constants.TryGetValue(conv.Input[1], out var w) && w.Dims is [_, _, 1, 1]
        && conv.Ints("pads", 4, 0).All(p => p == 0) && conv.Ints("strides", 2, 1).All(v => v == 1);

    private static string SideBySide(Emitter e, NodeProto[] convs)
    {
        var weights = convs.Select(n => e.Graph.Constants[n.Input[1]]).ToArray();
        var values = weights.Select(w => (Reals: Tensors.Reals(w), Width: (int)w.Dims[1])).ToArray();
        var rows = Enumerable.Range(0, (int)weights[0].Dims[0])
            .SelectMany(o => values.SelectMany(v => v.Reals[(o * v.Width)..((o + 1) * v.Width)]));
        return e.Constant(string.Join(" beside ", convs.Select(n => n.Input[1])),
            [weights[0].Dims[0], weights.Sum(w => w.Dims[1]), 1, 1], [.. rows]);
    }
}
