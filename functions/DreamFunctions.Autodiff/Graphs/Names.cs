using Google.Protobuf.Collections;
using Onnx;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>Tensors under other names.</summary>
internal static class Names
{
    /// <summary>Renames what a node reads and writes; names that are not among those given stay.</summary>
    public static void Rename(this NodeProto node, IReadOnlyDictionary<string, string> renamed)
    {
        node.Input.Rename(renamed);
        node.Output.Rename(renamed);
    }

    /// <summary>The same for one side of a node.</summary>
    public static void Rename(this RepeatedField<string> names, IReadOnlyDictionary<string, string> renamed)
    {
        for (var i = 0; i < names.Count; i++) names[i] = renamed.GetValueOrDefault(names[i], names[i]);
    }
}
