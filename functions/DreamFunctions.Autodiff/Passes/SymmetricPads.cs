using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Makes the uneven pads of strided windows even. An exporter that knew one even size left out the padding that no window reached
/// ([3,3,2,2] for a 7x7 stride-2 Conv); at other sizes that padding is missed, and a residual Add meets two sizes. At the
/// exported size the result is the same.
/// </summary>
internal static class SymmetricPads
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes.Where(n => n.OpType is "Conv" or "MaxPool"))
        {
            if (node.Ints("pads") is not { Length: > 0 } pads) continue;
            var half = pads.Length / 2;
            var strides = node.Ints("strides", half, 1);
            for (var i = 0; i < half; i++)
                // Only where one end is short by less than a stride: there the extra pad adds no window at the exported size.
                if (strides[i] > 1 && Math.Abs(pads[i] - pads[half + i]) < strides[i])
                    pads[i] = pads[half + i] = Math.Max(pads[i], pads[half + i]);
            node.Set("pads", pads);
        }
    }
}
