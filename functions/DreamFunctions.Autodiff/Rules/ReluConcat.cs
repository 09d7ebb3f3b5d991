using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// A Concat whose inputs are all ReLUs masks its cotangent once, before cutting it up, rather than each branch after: fewer and
/// longer runs over memory. The ReLUs of those branches then have nothing left to do.
/// </summary>
internal static class ReluConcat
{
    /// <summary>The Concat's cotangent, masked where the form applies.</summary>
    public static string Mask(Site s)
    {
        if (!s.Notes.FastForms || s.Notes.Masked.Contains(s.Y)) return s.G;
        var relus = s.Node.Input.Select(s.Graph.ProducerOf).ToArray();
        if (!relus.All(r => r?.OpType == "Relu" && !s.Graph.IsReadElsewhere(r.Output[0], s.Node))) return s.G;
        foreach (NodeProto? relu in relus) s.Notes.Masked.Add(relu!.Output[0]);
        return s.Mul(s.G, Activation.PositiveMask(s));
    }
}
