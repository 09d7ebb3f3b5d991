using Onnx;

namespace DreamFunctions.Inference;

/// <summary>What a card must say of a layer, computed from the graph: for those who write cards, and to check them.</summary>
/// <param name="ReceptiveField">Pixels a side that a cell sees, the widest of all paths.</param>
/// <param name="Stride">Pixels between neighbouring cells.</param>
/// <param name="Channels">The number of channels.</param>
public sealed record LayerSurvey(int ReceptiveField, int Stride, int Channels)
{
    /// <summary>Surveys a tensor of a model.</summary>
    /// <remarks>
    /// A window of k cells, d apart, on a layer of stride s adds (k - 1) * d * s to the receptive field and multiplies the
    /// stride; where paths join the widest counts. The larger of both axes is taken.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The image does not reach such a tensor through operators that keep the grid.
    /// </exception>
    public static LayerSurvey Of(ModelProto model, string tensor)
    {
        return All(model).TryGetValue(tensor, out var found)
            ? found
            : throw new ArgumentException($"'{tensor}' is no layer on the image's grid.", nameof(tensor));
    }

    /// <summary>Surveys every tensor on the image's grid.</summary>
    public static IReadOnlyDictionary<string, LayerSurvey> All(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var weights = model.Graph.Initializer.ToDictionary(weight => weight.Name);
        var image = model.Graph.Input.Single(input => !weights.ContainsKey(input.Name)).Name;
        var surveys = new Dictionary<string, LayerSurvey> { [image] = new(1, 1, 3) };
        foreach (var node in model.Graph.Node)
        {
            if (node.Output.Count > 0 && After(node, surveys, weights) is { } survey)
            {
                surveys[node.Output[0]] = survey;
            }
        }

        return surveys;
    }

    private static LayerSurvey? After(
        NodeProto node, Dictionary<string, LayerSurvey> surveys, Dictionary<string, TensorProto> weights)
    {
        var inputs = node.Input.Where(surveys.ContainsKey).Select(name => surveys[name]).ToArray();
        if (inputs.Length == 0)
        {
            return null;
        }

        return node.OpType switch
        {
            "Conv" => Window(node, inputs[0], weights[node.Input[1]].Dims.Skip(2)) with
            {
                Channels = (int)weights[node.Input[1]].Dims[0],
            },
            "MaxPool" or "AveragePool" => Window(node, inputs[0], []),
            "Concat" => Join(inputs) with { Channels = inputs.Sum(input => input.Channels) },
            "Add" or "Sum" or "Sub" or "Mul" or "Max" or "Relu" or "Clip" or "LeakyRelu" or "PRelu" or "Sigmoid" or "Tanh"
                or "LRN" or "BatchNormalization" or "Dropout" or "Identity" => Join(inputs),
            _ => null,
        };
    }

    private static LayerSurvey Join(LayerSurvey[] inputs) => inputs.Any(input => input.Stride != inputs[0].Stride)
        ? throw new ArgumentException("Layers of different strides join.")
        : inputs[0] with { ReceptiveField = inputs.Max(input => input.ReceptiveField) };

    private static LayerSurvey Window(NodeProto node, LayerSurvey input, IEnumerable<long> sides)
    {
        var kernel = Along(node, "kernel_shape") ?? [.. sides];
        var dilations = Along(node, "dilations") ?? [1];
        var reach = kernel.Zip(dilations.Concat(Enumerable.Repeat(1L, kernel.Length)), (side, apart) => (side - 1) * apart).Max();
        return input with
        {
            ReceptiveField = input.ReceptiveField + ((int)reach * input.Stride),
            Stride = input.Stride * (int)(Along(node, "strides") ?? [1]).Max(),
        };
    }

    private static long[]? Along(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints is { Count: > 0 } ints ? [.. ints] : null;
}
