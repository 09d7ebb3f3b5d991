using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>Dropout does nothing when a net is only used; further outputs that belong to training go.</summary>
internal static class InferenceMode
{
    public static void Apply(WorkingGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.OpType == "Dropout")
            {
                node.OpType = "Identity";
                node.Attribute.Clear();
                KeepFirst(node.Input);
                KeepFirst(node.Output);
            }
            else if (node.OpType == "BatchNormalization")
            {
                node.Remove("training_mode");
                KeepFirst(node.Output);
            }
        }
    }

    private static void KeepFirst(Google.Protobuf.Collections.RepeatedField<string> names)
    {
        while (names.Count > 1) names.RemoveAt(names.Count - 1);
    }
}
