using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Activations whose derivative takes more than a line.</summary>
internal static class Activation
{
    /// <summary>g where the output is positive.</summary>
    public static string Relu(Site s) => s.Notes.Masked.Contains(s.Y) ? s.G : s.Mul(s.G, PositiveMask(s));

    /// <summary>1 where the node's output, which is 0 or more, is positive; else 0.</summary>
    public static string PositiveMask(Site s) =>
        s.Notes.FastForms && s.Shapes[s.Y]?.Length == 4 && s.Shapes.Channels(s.Y) is long channels
            && s.Graph.ElementType == Onnx.TensorProto.Types.DataType.Float
            ? Steps.Positive(s, s.Y, channels) : s.Emit("Sign", [s.Y]);

    /// <summary>y = gamma x above zero, gamma alpha (exp x - 1) below, so dy/dx = y + gamma alpha there.</summary>
    public static string Selu(Site s)
    {
        var gamma = s.Node.Real("gamma", 1.05070102214813232421875);
        var bend = gamma * s.Node.Real("alpha", 1.67326319217681884765625);
        return s.Where(s.Positive(s.X), s.Mul(s.G, gamma), s.Mul(s.G, s.Add(s.Y, s.Scalar(bend))));
    }

    /// <summary>y = clip(alpha x + beta) to 0..1: alpha where neither end is reached.</summary>
    public static string HardSigmoid(Site s)
    {
        var inside = s.Emit("And", [s.Positive(s.Y), s.Emit("Less", [s.Y, s.Scalar(1)])]);
        return s.Where(inside, s.Mul(s.G, s.Node.Real("alpha", 0.2)), s.Scalar(0));
    }

    /// <summary>y = x gate with gate = clip(x/6 + 1/2) to 0..1.</summary>
    public static string HardSwish(Site s)
    {
        var sixth = s.Mul(s.X, 1.0 / 6);
        var gate = s.Emit("Clip", [s.Add(sixth, s.Scalar(0.5)), s.Scalar(0), s.Scalar(1)]);
        var inside = s.Emit("Less", [s.Emit("Abs", [s.X]), s.Scalar(3)]);
        return s.Mul(s.G, s.Add(gate, s.Where(inside, sixth, s.Scalar(0))));
    }

    /// <summary>y = x t with t = tanh(softplus x).</summary>
    public static string Mish(Site s)
    {
        var t = s.Emit("Tanh", [s.Emit("Softplus", [s.X])]);
        var slope = s.Mul(s.Emit("Sigmoid", [s.X]), s.Sub(s.Scalar(1), s.Square(t)));
        return s.Mul(s.G, s.Add(t, s.Mul(s.X, slope)));
    }

    /// <summary>
    /// y = x Phi(x), the normal distribution: dy/dx = Phi + x phi. Or its approximation by tanh u with
    /// u = sqrt(2/pi) (x + 0.044715 x^3).
    /// </summary>
    public static string Gelu(Site s)
    {
        var square = s.Square(s.X);
        string below, slope;
        if (s.Node.Text("approximate", "none") == "tanh")
        {
            const double cubic = 0.044715;
            var wide = s.Mul(s.X, Math.Sqrt(2 / Math.PI));
            below = s.Emit("Tanh", [s.Mul(wide, s.Add(s.Mul(square, cubic), s.Scalar(1)))]);
            var inner = s.Mul(s.Add(s.Mul(square, 3 * cubic), s.Scalar(1)), Math.Sqrt(2 / Math.PI));
            slope = s.Mul(s.Sub(s.Scalar(1), s.Square(below)), s.Mul(inner, 0.5));
        }
        else
        {
            below = s.Emit("Erf", [s.Mul(s.X, Math.Sqrt(0.5))]);
            slope = s.Mul(s.Emit("Exp", [s.Mul(square, -0.5)]), 1 / Math.Sqrt(2 * Math.PI));
        }
        var share = s.Mul(s.Add(below, s.Scalar(1)), 0.5);
        return s.Mul(s.G, s.Add(share, s.Mul(s.X, slope)));
    }
}
