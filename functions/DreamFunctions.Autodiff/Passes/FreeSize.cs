using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Frees height and width where a model was exported at one size. The shapes that the exporter wrote down for the tensors in
/// between no longer hold; the cut has left them behind already.
/// </summary>
internal static class FreeSize
{
    public static void Apply(WorkingGraph graph)
    {
        var dims = graph.Image.Type.TensorType.Shape?.Dim;
        if (dims is not { Count: 4 }) return;
        dims[2] = Free(dims[2], "H");
        dims[3] = Free(dims[3], "W");
    }

    private static TensorShapeProto.Types.Dimension Free(TensorShapeProto.Types.Dimension dim, string name) =>
        dim.DimParam is { Length: > 0 } ? dim : new() { DimParam = name };
}
