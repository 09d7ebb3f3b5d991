using DreamFunctions.Autodiff.Graphs;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>
/// Float16 where the processor has no kernels for it. The runtime would run such nodes in float32 and leave out the roundings between
/// them; here every tensor of float16 is rounded to it for good, by casts there and back, and computed with in float32: as a card does
/// that adds up in float32.
/// </summary>
internal static class Float16
{
    public static ModelProto Emulated(ModelProto model)
    {
        var types = ElementTypes.Of(model.Graph);
        var emulated = model.Clone();
        emulated.Graph.Initializer.Clear();
        emulated.Graph.Node.Clear();
        foreach (var tensor in model.Graph.Initializer)
            emulated.Graph.Initializer.Add(tensor.DataType == (int)DataType.Float16
                ? Tensors.Of(tensor.Name, DataType.Float, [.. tensor.Dims], Tensors.Reals(tensor))
                : tensor);
        foreach (var node in model.Graph.Node)
        {
            var rounded = node.Output.Where(o => types.GetValueOrDefault(o) == DataType.Float16).ToArray();
            var own = node.Clone();
            foreach (var output in rounded) own.Output[own.Output.IndexOf(output)] = $"{output}/unrounded";
            if (node.OpType == "Cast" && rounded.Length > 0) own.OpType = "Identity";
            if (own.OpType == "Identity") own.Attribute.Clear();
            emulated.Graph.Node.Add(own);
            foreach (var output in rounded)
            {
                emulated.Graph.Node.Add(Cast($"{output}/unrounded", $"{output}/rounded", DataType.Float16));
                emulated.Graph.Node.Add(Cast($"{output}/rounded", output, DataType.Float));
            }
        }
        return emulated;
    }

    private static NodeProto Cast(string from, string to, DataType type)
    {
        var cast = new NodeProto { OpType = "Cast", Name = to };
        cast.Input.Add(from);
        cast.Output.Add(to);
        return cast.Set("to", (long)type);
    }
}
