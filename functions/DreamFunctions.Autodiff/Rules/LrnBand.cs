using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// LRN's window over channels as a 1x1 Conv with a band matrix, and its power as square roots: both run vectorised, the LRN
/// operator and Pow do not. The forward pass and the rule share the divisor and its power by name.
/// </summary>
internal sealed record LrnBand(NodeProto Node, long Channels)
{
    private double Alpha => Node.Real("alpha", 1e-4);

    private double Beta => Node.Real("beta", 0.75);

    /// <summary>Channels of the window on either side; the band is the same read backwards.</summary>
    private long Half { get; init; }

    public long Size => 2 * Half + 1;

    public double Bias => Node.Real("bias", 1);

    /// <summary>What a square adds to the divisors of its window.</summary>
    public double Share => Alpha / Size;

    /// <summary>What a neighbour's pull adds to the gradient, per x.</summary>
    public double Pull => -2 * Share * Beta;

    /// <summary>The input with channels last, which there is where <see cref="LrnRows"/> is used.</summary>
    public string RowsName => $"{Node.Output[0]}/rows";

    /// <summary>The tensor d.</summary>
    public string DivisorName => $"{Node.Output[0]}/divisor";

    /// <summary>The tensor d^beta.</summary>
    public string PowerName => $"{Node.Output[0]}/power";

    /// <summary>The tensor d^(1/4), which there is where <see cref="HasFourthRoot"/>.</summary>
    public string FourthRootName => $"{Node.Output[0]}/fourth_root";

    public bool HasFourthRoot => Beta == 0.75;

    public static LrnBand Of(NodeProto node, long? channels) => new(node, channels
        ?? throw new UnsupportedModelException($"LRN (node '{node.Label()}') needs a known number of channels."))
    {
        Half = node.Int("size", 5) is var size && size % 2 == 1 ? size / 2
            : throw new UnsupportedModelException($"LRN (node '{node.Label()}') needs an odd size, as in the runtime."),
    };

    /// <summary>The nodes that compute the LRN.</summary>
    public List<NodeProto> Forward(WorkingGraph graph)
    {
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, Node.Output[0], nodes);
        var x = Node.Input[0];
        var bias = e.Constant($"bias {Bias:R} for {Channels}", [Channels], [.. Enumerable.Repeat(Bias, (int)Channels)]);
        e.EmitAs(DivisorName, "Conv", [e.Mul(x, x), Matrix(e, Share), bias]);
        Power(e);
        e.EmitAs(Node.Output[0], "Div", [x, PowerName]);
        return nodes;
    }

    /// <summary>Weights of the window read backwards, times -2 alpha beta / size.</summary>
    public string Backward(Emitter e) => Matrix(e, Pull);

    /// <summary>Emits d^beta.</summary>
    public void Power(Emitter e)
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
                e.EmitAs(PowerName, "Mul", [root, e.EmitAs(FourthRootName, "Sqrt", [root])]);
                break;
            default:
                e.EmitAs(PowerName, "Pow", [DivisorName, e.Scalar(Beta)]);
                break;
        }
    }

    private string Matrix(Emitter e, double value)
    {
        var m = new double[Channels * Channels];
        for (var o = 0L; o < Channels; o++)
            for (var i = Math.Max(0, o - Half); i <= Math.Min(Channels - 1, o + Half); i++) m[o * Channels + i] = value;
        return e.Constant($"band of {Channels}, {Half} on either side, by {value:R}", [Channels, Channels, 1, 1], m);
    }
}
