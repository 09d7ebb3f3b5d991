using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// LRN's window over channels as a 1x1 Conv with a band matrix, and its power as square roots: both run vectorised, the LRN operator
/// and Pow do not. The forward pass and the rule share the divisor and its power by name.
/// </summary>
internal sealed record LrnBand(NodeProto Node, long Channels)
{
    private double Alpha => Node.Real("alpha", 1e-4);

    private double Beta => Node.Real("beta", 0.75);

    private long Size => Node.Int("size", 5);

    /// <summary>The tensor d.</summary>
    public string DivisorName => $"{Node.Output[0]}/divisor";

    /// <summary>The tensor d^beta.</summary>
    public string PowerName => $"{Node.Output[0]}/power";

    public static LrnBand Of(NodeProto node, long? channels) => new(node, channels
        ?? throw new UnsupportedModelException($"LRN (node '{node.Label()}') needs a known number of channels."));

    /// <summary>The nodes that compute the LRN.</summary>
    public List<NodeProto> Forward(WorkingGraph graph)
    {
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, Node.Output[0], nodes);
        var x = Node.Input[0];
        var bias = e.Constant($"bias {Node.Real("bias", 1):R} x{Channels}", [Channels],
            [.. Enumerable.Repeat(Node.Real("bias", 1), (int)Channels)]);
        e.EmitAs(DivisorName, "Conv", [e.Mul(x, x), Matrix(e, Alpha / Size, backward: false), bias]);
        Power(e);
        e.EmitAs(Node.Output[0], "Div", [x, PowerName]);
        return nodes;
    }

    /// <summary>Weights of the window read backwards, times -2 alpha beta / size.</summary>
    public string Backward(Emitter e) => Matrix(e, -2 * Alpha * Beta / Size, backward: true);

    private void Power(Emitter e)
    {
        switch (Beta)
        {
            case 1:
                e.EmitAs(PowerName, "Identity", [DivisorName]);
                break;
            case 0.5:
                e.EmitAs(PowerName, "Sqrt", [DivisorName]);
                break;
            case 0.75:
                var root = e.Sqrt(DivisorName);
                e.EmitAs(PowerName, "Mul", [root, e.Sqrt(root)]);
                break;
            default:
                e.EmitAs(PowerName, "Pow", [DivisorName, e.Scalar(Beta)]);
                break;
        }
    }

    private string Matrix(Emitter e, double value, bool backward)
    {
        // The operator's window: floor((size-1)/2) channels before, ceil((size-1)/2) after.
        var (before, after) = ((Size - 1) / 2, Size - 1 - (Size - 1) / 2);
        if (backward) (before, after) = (after, before);
        var m = new double[Channels * Channels];
        for (var o = 0L; o < Channels; o++)
            for (var i = Math.Max(0, o - before); i <= Math.Min(Channels - 1, o + after); i++) m[o * Channels + i] = value;
        return e.Constant($"band {before}+{after} of {Channels} by {value:R}", [Channels, Channels, 1, 1], m);
    }
}
