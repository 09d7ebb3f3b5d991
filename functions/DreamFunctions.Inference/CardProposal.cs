using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Onnx;

namespace DreamFunctions.Inference;

/// <summary>What a card of a net could say, found in its graph: layers with receptive fields, the head, the preparations it needs.</summary>
/// <param name="Input">The image input's name.</param>
/// <param name="Layers">Layers that a gradient reaches, from the picture upwards.</param>
/// <param name="Classifier">The head, where it is linear behind a mean over a listed layer; else null.</param>
/// <param name="Prepare">Preparations, see <see cref="Preparations"/>.</param>
/// <param name="Refused">Layers that no gradient reaches, each with the reason.</param>
public sealed record CardProposal(
    string Input, IReadOnlyList<NetLayer> Layers, NetClassifier? Classifier, IReadOnlyList<string> Prepare, IReadOnlyList<string> Refused)
{
    private const int MostLayers = 24;
    private const int LeastChannels = 16;
    private static readonly string[] Ends = ["Relu", "LeakyRelu", "PRelu", "Clip", "Concat", "Elu", "Sigmoid", "HardSwish", "Mish"];

    /// <summary>Inspects a graph.</summary>
    /// <exception cref="ArgumentException">It has no image input of [N, 3, height, width], or no layers on its grid.</exception>
    /// <exception cref="MissingRuleException">An operator without a rule lies below every layer; it is named.</exception>
    /// <exception cref="UnsupportedModelException">It is damaged; or the same for what is not covered.</exception>
    public static CardProposal Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GradientGraph.RequireSound(model);
        var input = ImageOf(model);
        var layers = Candidates(model);
        var prepare = Uneven(model) ? new[] { Preparations.SymmetricPads } : [];
        var refused = new List<string>();

        // What a gradient passes on its way to a high layer it passes to the lower ones: the highest that works ends the search.
        while (layers.Count > 0)
        {
            try
            {
                GradientGraph.Build(model, layers[^1].Tensor, new GradientOptions { SymmetricPads = prepare.Length > 0 });
                break;
            }
            catch (Exception reason) when (layers.Count > 1 && reason is MissingRuleException or UnsupportedModelException)
            {
                refused.Add($"{layers[^1].Tensor}: {reason.Message}");
                layers.RemoveAt(layers.Count - 1);
            }
        }

        return new CardProposal(input, layers, HeadOf(model, layers), prepare, refused);
    }

    private static string ImageOf(ModelProto model)
    {
        var weights = model.Graph.Initializer.Select(weight => weight.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(input => !weights.Contains(input.Name)).ToArray();
        var dims = inputs.Length == 1 ? inputs[0].Type?.TensorType?.Shape?.Dim : null;
        return dims is { Count: 4 } && dims[1].DimValue is 3 or 0
            ? inputs[0].Name
            : throw new ArgumentException(
                $"The net has {inputs.Length} inputs ({string.Join(", ", inputs.Select(input => input.Name))}); "
                + "a net to dream with has one, an image of [N, 3, height, width]. Export it so, with channels before rows.");
    }

    /// <summary>The last tensor of each receptive field after a nonlinearity or where paths join.</summary>
    private static List<NetLayer> Candidates(ModelProto model)
    {
        var surveys = SurveyOf(model);
        var byField = new SortedDictionary<int, NetLayer>();
        foreach (var node in model.Graph.Node.Where(node => Ends.Contains(node.OpType)))
        {
            var tensor = node.Output[0];
            if (surveys.TryGetValue(tensor, out var survey) && survey.Channels >= LeastChannels)
            {
                byField[survey.ReceptiveField] = new NetLayer(tensor, tensor, survey.ReceptiveField, survey.Stride, survey.Channels);
            }
        }

        var all = byField.Values.ToList();
        if (all.Count == 0)
        {
            throw new ArgumentException("The net has no layer on the image's grid that ends in a nonlinearity or a Concat.");
        }

        var count = Math.Min(MostLayers, all.Count);
        return [.. Enumerable.Range(1, count).Select(i => all[(i * all.Count / count) - 1])];
    }

    // A survey reads a node as the standard says it is; one that is not is the file's fault, and is said so.
    private static IReadOnlyDictionary<string, LayerSurvey> SurveyOf(ModelProto model)
    {
        try
        {
            return LayerSurvey.All(model);
        }
        catch (Exception broken) when (broken is KeyNotFoundException or ArgumentOutOfRangeException or InvalidOperationException or ArithmeticException)
        {
            throw new ArgumentException($"A layer of the net is not as ONNX says it is ({broken.Message}); run onnx.checker on the file.", broken);
        }
    }

    private static bool Uneven(ModelProto model) => model.Graph.Node.Any(node =>
    {
        long[] Ints(string name) => [.. node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints ?? []];
        var (pads, strides) = (Ints("pads"), Ints("strides"));
        return node.OpType is "Conv" or "MaxPool" && strides.Any(stride => stride > 1)
            && pads.Length == 4 && (pads[0] != pads[2] || pads[1] != pads[3]);
    });

    private static NetClassifier? HeadOf(ModelProto model, IReadOnlyList<NetLayer> layers)
    {
        foreach (var node in model.Graph.Node.Reverse().Where(node => node.OpType is "Gemm" or "MatMul" or "Add" or "Conv"))
        {
            try
            {
                var head = Autodiff.Classifier.Of(model, node.Output[0]);
                var layer = layers.FirstOrDefault(each => each.Tensor == head.Features);
                return layer is null ? null : new NetClassifier(node.Output[0], layer.Name, head.Classes);
            }
            catch (Exception none) when (none is UnsupportedModelException or UnknownTargetException)
            {
                // Not this node; a net has few of these after its last layer.
            }
        }

        return null;
    }
}
