using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Passes;
using Onnx;

namespace DreamFunctions.Autodiff;

/// <summary>
/// A net's last layer where it is linear behind a mean over cells: logit_c = mean over cells of row_c . y + bias_c, y being the
/// features. Since the mean of products is the product with the mean, each cell has a vote of its own, row_c . y, and a class can
/// be dreamed cell by cell: <see cref="EnergyTerm.Direction"/> with <see cref="Row"/>.
/// </summary>
public sealed class Classifier
{
    private static readonly string[] PassedThrough = ["Flatten", "Reshape", "Squeeze", "Dropout", "Identity"];
    private readonly double[] weights;
    private readonly bool byClass;

    private Classifier(string features, double[] weights, int classes, int channels, bool byClass)
    {
        (Features, this.weights, Classes, Channels, this.byClass) = (features, weights, classes, channels, byClass);
    }

    /// <summary>The tensor before the mean over cells.</summary>
    public string Features { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of channels of the features.</summary>
    public int Channels { get; }

    /// <summary>The row of a class less the mean of all rows, which raises every logit alike and so no class above the others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float[] Row(int @class)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(@class);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(@class, Classes);
        var row = new float[Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            double mean = 0;
            for (var c = 0; c < Classes; c++) mean += At(c, channel);
            row[channel] = (float)(At(@class, channel) - (mean / Classes));
        }
        return row;
    }

    /// <summary>Reads the classifier that computes a tensor of logits.</summary>
    /// <param name="model">The net; it is not changed.</param>
    /// <param name="logits">The name of the logits, before any Softmax.</param>
    /// <exception cref="UnknownTargetException">There is no such tensor.</exception>
    /// <exception cref="UnsupportedModelException">It is not linear behind a mean over cells; the message says where that ends.</exception>
    public static Classifier Of(ModelProto model, string logits)
    {
        ArgumentNullException.ThrowIfNull(model);
        SoundModel.Require(model);
        var graph = WorkingGraph.Cut(model, [logits]);
        var node = graph.ProducerOf(logits)!;
        if (node.OpType == "Add") node = node.Input.Select(graph.ProducerOf).FirstOrDefault(n => n is not null) ?? node;
        if (node.OpType is not ("Gemm" or "MatMul" or "Conv") || node.Input.Count < 2
            || !graph.Constants.TryGetValue(node.Input[1], out var tensor) || tensor.Dims.Count < 2)
            throw NotLinear(logits, node);
        var values = Tensors.Reals(tensor);
        var byClass = node.OpType == "Conv" || (node.OpType == "Gemm" && node.Int("transB", 0) == 1);
        var (rows, columns) = ((int)tensor.Dims[0], (int)tensor.Dims[1]);
        if (node.OpType == "Gemm" && node.Find("alpha") is { } alpha) values = [.. values.Select(v => v * alpha.F)];
        if (node.OpType == "Gemm" && node.Int("transA", 0) != 0 || tensor.Dims.Skip(2).Any(side => side != 1)) throw NotLinear(logits, node);

        var before = graph.ProducerOf(node.Input[0]);
        while (before is not null && PassedThrough.Contains(before.OpType)) before = graph.ProducerOf(before.Input[0]);
        if (before?.OpType is not ("GlobalAveragePool" or "AveragePool" or "ReduceMean")) throw NotLinear(logits, before ?? node);
        return new(before.Input[0], values, byClass ? rows : columns, byClass ? columns : rows, byClass);
    }

    private double At(int @class, int channel) =>
        byClass ? weights[(@class * Channels) + channel] : weights[(channel * Classes) + @class];

    private static UnsupportedModelException NotLinear(string logits, NodeProto node) => new(
        $"Classes cannot be dreamed by '{logits}': it is not one linear layer behind a mean over cells "
        + $"(see {node.OpType}, node '{node.Label()}').");
}
