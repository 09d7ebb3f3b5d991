using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that work on each element alone.</summary>
internal static class Elementwise
{
    /// <summary>g where the output is positive.</summary>
    public static string Relu(Site s) => s.Notes.Masked.Contains(s.Y) ? s.G : s.Mul(s.G, PositiveMask(s));

    /// <summary>1 where the node's output, which is 0 or more, is positive; else 0.</summary>
    public static string PositiveMask(Site s) =>
        s.Notes.FastForms && s.Shapes[s.Y]?.Length == 4 && s.Shapes.Channels(s.Y) is long channels
            && s.Graph.ElementType == Onnx.TensorProto.Types.DataType.Float
            ? Steps.Positive(s, s.Y, channels) : s.Emit("Sign", [s.Y]);

    public static string LeakyRelu(Site s) => s.Where(Positive(s), s.G, s.Mul(s.G, s.Node.Real("alpha", 0.01)));

    /// <summary>y = alpha (exp x - 1) below zero, so dy/dx = y + alpha there.</summary>
    public static string Elu(Site s) =>
        s.Where(Positive(s), s.G, s.Mul(s.G, s.Add(s.Y, s.Scalar(s.Node.Real("alpha", 1)))));

    public static string PRelu(Site s) => s.Where(Positive(s), s.G, s.Mul(s.G, s.Input(1)));

    /// <summary>g where the value passed unchanged.</summary>
    public static string Clip(Site s) => s.Where(s.Emit("Equal", [s.X, s.Y]), s.G, s.Scalar(0));

    public static string Cast(Site s) =>
        s.Node.Int("to", 0) == (long)s.Graph.ElementType ? s.G : s.Emit("Cast", [s.G], ("to", (long)s.Graph.ElementType));

    public static string?[] Div(Site s) =>
    [
        s.Wants(0) ? s.Div(s.G, s.Input(1)) : null,
        s.Wants(1) ? s.Neg(s.Div(s.Mul(s.G, s.Y), s.Input(1))) : null,
    ];

    /// <summary>p x^(p-1), for an exponent that does not depend on the image.</summary>
    public static string?[] Pow(Site s)
    {
        var exponent = s.Emit("Cast", [s.Input(1)], ("to", (long)s.Graph.ElementType));
        var power = s.Emit("Pow", [s.X, s.Sub(exponent, s.Scalar(1))]);
        return [s.Mul(s.G, s.Mul(exponent, power)), null];
    }

    public static string?[] Mean(Site s)
    {
        var share = s.Mul(s.G, 1.0 / s.Node.Input.Count);
        return [.. s.Node.Input.Select(_ => share)];
    }

    public static string?[] Where(Site s) =>
    [
        null,
        s.Wants(1) ? s.Where(s.X, s.G, s.Scalar(0)) : null,
        s.Wants(2) ? s.Where(s.X, s.Scalar(0), s.G) : null,
    ];

    private static string Positive(Site s) => s.Emit("Greater", [s.X, s.Scalar(0)]);
}
