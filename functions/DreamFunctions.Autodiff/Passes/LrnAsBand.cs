using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Rules;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Runs LRN as a Conv and square roots; the runtime's LRN operator is several times slower. The LRN node stays for the
/// sweep, whose closed form is shorter than the rules of the parts.
/// </summary>
internal static class LrnAsBand
{
    public static void Apply(WorkingGraph graph, bool fastForms)
    {
        if (!graph.Nodes.Any(n => n.OpType == "LRN")) return;
        var shapes = Shapes.Of(graph);
        foreach (var node in graph.Nodes.Where(n => n.OpType == "LRN"))
        {
            var band = LrnBand.Of(node, shapes.Channels(node.Input[0]));
            graph.Lower(node, fastForms && LrnRows.Fits(band, shapes[node.Input[0]]) ? LrnRows.Forward(graph, band) : band.Forward(graph));
        }
    }
}
