using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>What kind of numbers each tensor of a finished graph holds.</summary>
internal static class ElementTypes
{
    /// <summary>By the tensor's name. The nodes stand in running order.</summary>
    public static Dictionary<string, DataType> Of(GraphProto graph)
    {
        var types = graph.Initializer.ToDictionary(t => t.Name, t => (DataType)t.DataType);
        foreach (var input in graph.Input) types[input.Name] = (DataType)input.Type.TensorType.ElemType;
        foreach (var node in graph.Node)
        {
            var given = node.OpType switch
            {
                "Shape" or "Size" or "NonZero" or "ArgMax" or "ArgMin" => DataType.Int64,
                "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "And" or "Or" or "Xor" or "Not" => DataType.Bool,
                "IsInf" or "IsNaN" => DataType.Bool,
                "Cast" => (DataType)node.Int("to", 0),
                "ConstantOfShape" => (DataType)(node.Find("value")?.T.DataType ?? (int)DataType.Float),
                _ => Read(node, types),
            };
            foreach (var output in node.Output.Where(o => o.Length > 0)) types[output] = given;
            if (node is { OpType: "MaxPool", Output: [_, { Length: > 0 } indices, ..] }) types[indices] = DataType.Int64;
        }
        return types;
    }

    /// <summary>The kind that a node computes with.</summary>
    public static DataType Read(NodeProto node, IReadOnlyDictionary<string, DataType> types) =>
        node.Input.Count == 0 ? DataType.Float : types[node.Input[node.OpType == "Where" ? 1 : 0]];
}
