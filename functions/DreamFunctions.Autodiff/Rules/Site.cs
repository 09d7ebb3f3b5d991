using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// What a rule sees: one node of the forward graph, the cotangents of its outputs, and a way to write nodes.
/// </summary>
internal sealed class Site(
    WorkingGraph graph, Shapes shapes, NodeProto node, string?[] cotangents, Func<string, bool> depends, List<NodeProto> backward,
    SweepNotes notes)
    : Emitter(graph, $"{node.Output[0]}_grad", backward)
{
    public NodeProto Node { get; } = node;

    public Shapes Shapes { get; } = shapes;

    public SweepNotes Notes { get; } = notes;

    /// <summary>Cotangent of the first output: d energy / d output, of the output's shape.</summary>
    public string G => cotangents[0] ?? throw Unsupported("only its further outputs are used");

    /// <summary>Cotangents of all outputs; null where an output does not reach the target.</summary>
    public IReadOnlyList<string?> Cotangents => cotangents;

    public string X => Node.Input[0];

    public string Y => Node.Output[0];

    public string Input(int i) => Node.Input[i];

    public bool HasInput(int i) => Node.Input.Count > i && Node.Input[i].Length > 0;

    /// <summary>Whether the input depends on the image, so that a cotangent for it is wanted.</summary>
    public bool Wants(int i) => HasInput(i) && depends(Node.Input[i]);

    public TensorProto? ConstantInput(int i) => HasInput(i) ? Graph.Constants.GetValueOrDefault(Node.Input[i]) : null;

    public UnsupportedModelException Unsupported(string what) =>
        new($"The gradient of {Node.OpType} (node '{Node.Label()}') is not available here: {what}.");
}
