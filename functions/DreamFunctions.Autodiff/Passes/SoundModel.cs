using DreamFunctions.Autodiff.Graphs;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Refuses a model that is damaged, or made to do harm, before anything is computed from it: what a file claims is compared
/// with what it holds. Models come from strangers.
/// </summary>
internal static class SoundModel
{
    // Newer sets may change what an operator means; 25 is the newest of ONNX Runtime 1.31's.
    private const long NewestOpset = 25;
    private const long MostElements = int.MaxValue;
    private const int MostDims = 16;

    /// <exception cref="UnsupportedModelException">Always with what is wrong and where.</exception>
    public static void Require(ModelProto model)
    {
        if (model.Graph is not { } graph) throw new UnsupportedModelException("The model holds no graph.");
        if (model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version is { } opset and (< 1 or > NewestOpset))
            throw new UnsupportedModelException($"The model is of operator set {opset}; 1 to {NewestOpset} are known.");
        foreach (var node in model.Functions.SelectMany(function => function.Node)) RequireAttributes(node, []);
        Require(graph, []);
    }

    // A graph within a node (If, Loop, Scan) also reads what was given around it.
    private static void Require(GraphProto graph, HashSet<string> defined)
    {
        if (graph.SparseInitializer.Count > 0)
            throw new UnsupportedModelException("The model holds sparse initialisers, which no rule reads; save them as dense ones.");
        foreach (var tensor in graph.Initializer)
        {
            Require(tensor);
            if (!defined.Add(tensor.Name)) throw new UnsupportedModelException($"Two initialisers are called '{tensor.Name}'.");
        }

        // Old models also list their initialisers as inputs.
        foreach (var input in graph.Input) defined.Add(input.Name);
        foreach (var node in graph.Node) Require(node, defined);
    }

    private static void Require(NodeProto node, HashSet<string> defined)
    {
        var label = $"{node.OpType} (node '{node.Name}')";
        if (node.Output.Count == 0 || node.Output[0].Length == 0)
            throw new UnsupportedModelException($"{label} gives nothing.");
        if (node.Input.FirstOrDefault(i => i.Length > 0 && !defined.Contains(i)) is { } unknown)
            throw new UnsupportedModelException(
                $"{label} reads '{unknown}', which nothing before it gives: the nodes are out of order, in a cycle, or one is missing.");
        foreach (var output in node.Output.Where(o => o.Length > 0))
            if (!defined.Add(output)) throw new UnsupportedModelException($"{label} gives '{output}', which exists already.");
        RequireAttributes(node, defined);
    }

    private static void RequireAttributes(NodeProto node, HashSet<string> defined)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute.SparseTensor is not null || attribute.SparseTensors.Count > 0)
                throw new UnsupportedModelException($"{node.OpType} (node '{node.Name}') holds a sparse tensor, which no rule reads.");
            if (attribute.T is { } one) Require(one);
            foreach (var tensor in attribute.Tensors) Require(tensor);
            if (attribute.G is { } inner) Require(inner, [.. defined]);
            foreach (var graph in attribute.Graphs) Require(graph, [.. defined]);
        }
    }

    private static void Require(TensorProto tensor)
    {
        Tensors.RefuseExternalData(tensor);
        if (tensor.Dims.Count > MostDims || tensor.Dims.Any(d => d < 0))
            throw new UnsupportedModelException($"The constant '{tensor.Name}' has the shape [{string.Join(", ", tensor.Dims.Take(MostDims))}].");
        var elements = tensor.Dims.Aggregate(1.0, (a, b) => a * b);
        if (elements > MostElements)
            throw new UnsupportedModelException($"The constant '{tensor.Name}' claims {elements:0} elements; at most {MostElements} are read.");
        if (Held(tensor) is not { } held || held == elements) return;
        throw new UnsupportedModelException(
            $"The constant '{tensor.Name}' claims {elements:0} elements and holds {held:0.###}: the file is damaged or cut off.");
    }

    /// <summary>How many elements the tensor's data make; null for types that no rule reads.</summary>
    private static double? Held(TensorProto tensor)
    {
        var raw = (double)tensor.RawData.Length;
        return (DataType)tensor.DataType switch
        {
            DataType.Float => raw > 0 ? raw / 4 : tensor.FloatData.Count,
            DataType.Double => raw > 0 ? raw / 8 : tensor.DoubleData.Count,
            DataType.Int64 => raw > 0 ? raw / 8 : tensor.Int64Data.Count,
            DataType.Int32 => raw > 0 ? raw / 4 : tensor.Int32Data.Count,
            DataType.Float16 or DataType.Bfloat16 => raw > 0 ? raw / 2 : tensor.Int32Data.Count,
            DataType.Bool or DataType.Int8 or DataType.Uint8 => raw > 0 ? raw : tensor.Int32Data.Count,
            _ => null,
        };
    }
}
