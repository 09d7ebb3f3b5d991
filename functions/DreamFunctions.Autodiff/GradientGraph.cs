using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Passes;
using Onnx;

namespace DreamFunctions.Autodiff;

/// <summary>
/// ONNX in, ONNX out: from a net, the graph that also computes how its energy moves with the picture. Only standard ai.onnx
/// operators are used, so the same graph runs on every execution provider that has their kernels.
/// </summary>
public static class GradientGraph
{
    /// <summary>Name of the scalar output: the sum of the terms, for one target half its sum of squares.</summary>
    public const string Energy = "energy";

    /// <summary>Name of the output d energy / d image, of the image's shape.</summary>
    public const string Gradient = "gradient";

    /// <summary>Every operator with a gradient rule, in alphabetical order.</summary>
    public static IReadOnlyList<string> Operators => VjpRules.Operators;

    /// <summary>
    /// Builds the gradient graph of one tensor's activity, half its sum of squares. Its input is the model's image (same name;
    /// [N,C,H,W] with H and W made free), its outputs are <see cref="Energy"/> and <see cref="Gradient"/>.
    /// </summary>
    /// <param name="model">A net with one float (or double) input; it is not changed.</param>
    /// <param name="target">Name of the tensor whose energy is maximised, e.g. <c>inception_4c/output</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="UnknownTargetException">The net computes no such tensor from its image.</exception>
    /// <exception cref="MissingRuleException">An operator in between has no gradient rule.</exception>
    /// <exception cref="UnsupportedModelException">A damaged model, external weights, or an attribute that the rules do not cover.</exception>
    public static ModelProto Build(ModelProto model, string target, GradientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return Build(model, [EnergyTerm.Activity(target)], options);
    }

    /// <summary>Builds the gradient graph of a sum of terms, on one tensor or several.</summary>
    /// <param name="model">A net with one float (or double) input; it is not changed.</param>
    /// <param name="terms">At least one.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <inheritdoc cref="Build(ModelProto, string, GradientOptions?)"/>
    public static ModelProto Build(ModelProto model, IReadOnlyList<EnergyTerm> terms, GradientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Require(model, [.. terms.Select(term => term.Tensor)]);
        return OrRefuse(() => WithGradient(model, terms, options ?? GradientOptions.Default));
    }

    /// <summary>
    /// The model cut down to what the target needs, prepared as <see cref="Build(ModelProto, string, GradientOptions?)"/> does; its
    /// output is the target tensor.
    /// </summary>
    /// <inheritdoc cref="Build(ModelProto, string, GradientOptions?)"/>
    public static ModelProto Forward(ModelProto model, string target, GradientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return Forward(model, [target], options);
    }

    /// <summary>The same for several targets, which are its outputs in their order.</summary>
    /// <inheritdoc cref="Build(ModelProto, string, GradientOptions?)"/>
    public static ModelProto Forward(ModelProto model, IReadOnlyList<string> targets, GradientOptions? options = null)
    {
        Require(model, targets);
        return OrRefuse(() =>
        {
            var graph = Prepare(model, targets, options ?? GradientOptions.Default);
            var shapes = Shapes.Of(graph);
            return graph.ToModel([], [.. targets.Select(target => Output(target, graph, shapes[target]))]);
        });
    }

    /// <summary>
    /// Refuses a model that is damaged, or made to do harm: shapes that its weights do not fill, nodes in a cycle, data in other files.
    /// Nothing is computed from it. The builders above do so by themselves.
    /// </summary>
    /// <exception cref="UnsupportedModelException">Always with what is wrong and where.</exception>
    public static void RequireSound(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SoundModel.Require(model);
    }

    private static void Require(ModelProto model, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfZero(targets.Count, nameof(targets));
        SoundModel.Require(model);
    }

    /// <summary>
    /// Passes and rules read a node as the standard says it is. One that is not (an input too few, a shape of the wrong rank) is
    /// the model's fault, and is said so.
    /// </summary>
    private static ModelProto OrRefuse(Func<ModelProto> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or KeyNotFoundException or InvalidOperationException
            or ArithmeticException or NullReferenceException or InvalidCastException or FormatException or OutOfMemoryException)
        {
            throw new UnsupportedModelException(
                $"The model breaks the rules of ONNX somewhere between its image and the target ({e.GetType().Name}: {e.Message}); "
                + "run onnx.checker on it, or export it anew.", e);
        }
    }

    private static ModelProto WithGradient(ModelProto model, IReadOnlyList<EnergyTerm> terms, GradientOptions options)
    {
        var graph = Prepare(model, [.. terms.Select(term => term.Tensor).Distinct()], options);
        if (graph.IsTaken(Energy) || graph.IsTaken(Gradient))
            throw new UnsupportedModelException($"A tensor of the model is already called '{Energy}' or '{Gradient}'.");
        if (options.HalfPrecision && graph.ElementType != Onnx.TensorProto.Types.DataType.Float)
            throw new UnsupportedModelException($"Half precision is for float nets; the input '{graph.ImageName}' holds {graph.ElementType} numbers.");

        var nodes = ReverseSweep.Run(graph, terms, Gradient, options);
        Energies.Sum(graph, Energy, terms, nodes);

        var gradient = graph.Image.Clone();
        gradient.Name = Gradient;
        var whole = graph.ToModel(nodes, [Output(Energy, graph, []), gradient]);
        if (options.HalfPrecision) HalfPrecision.Apply(graph, whole);
        return whole;
    }

    private static WorkingGraph Prepare(ModelProto model, IReadOnlyList<string> targets, GradientOptions options)
    {
        var graph = WorkingGraph.Cut(model, targets, options.SidesMultipleOf);
        Opset.Lift(graph);
        FreeSize.Apply(graph);
        InferenceMode.Apply(graph);
        FoldConstants.Apply(graph);
        FoldBatchNormalization.Apply(graph);
        ExplicitPads.Apply(graph);
        if (options.SymmetricPads) SymmetricPads.Apply(graph);
        FloorPools.Apply(graph);
        LrnAsBand.Apply(graph, options.FastForms);
        return graph;
    }

    private static ValueInfoProto Output(string name, WorkingGraph graph, Dim[]? shape)
    {
        var info = new ValueInfoProto { Name = name, Type = new() { TensorType = new() { ElemType = (int)graph.ElementType } } };
        if (shape is null) return info;
        info.Type.TensorType.Shape = new TensorShapeProto();
        info.Type.TensorType.Shape.Dim.AddRange(shape.Select((d, i) => d.Known is long n
            ? new TensorShapeProto.Types.Dimension { DimValue = n }
            : new TensorShapeProto.Types.Dimension { DimParam = $"{name}:{i}" }));
        return info;
    }
}
