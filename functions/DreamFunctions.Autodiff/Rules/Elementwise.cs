using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that work on each element alone.</summary>
internal static class Elementwise
{
    /// <summary>g where the value passed unchanged.</summary>
    public static string Clip(Site s) => s.Where(s.Emit("Equal", [s.X, s.Y]), s.G, s.Scalar(0));

    public static string Cast(Site s) =>
        s.Node.Int("to", 0) == (long)s.Graph.ElementType ? s.G : s.AsReal(s.G);

    public static string?[] Div(Site s) =>
    [
        s.Wants(0) ? s.Div(s.G, s.Input(1)) : null,
        s.Wants(1) ? s.Neg(s.Div(s.Mul(s.G, s.Y), s.Input(1))) : null,
    ];

    /// <summary>p x^(p-1), for an exponent that does not depend on the image.</summary>
    public static string?[] Pow(Site s)
    {
        var exponent = s.AsReal(s.Input(1));
        var power = s.Emit("Pow", [s.X, s.Sub(exponent, s.Scalar(1))]);
        return [s.Mul(s.G, s.Mul(exponent, power)), null];
    }

    public static string?[] Mean(Site s)
    {
        var share = s.Mul(s.G, 1.0 / s.Node.Input.Count);
        return [.. s.Node.Input.Select(_ => share)];
    }

    /// <summary>g where the input is the extreme one; inputs that tie share it.</summary>
    public static string?[] Extreme(Site s)
    {
        if (s.Node.Input.Count == 1) return [s.G];
        var ours = s.Node.Input.Select(i => s.AsReal(s.Emit("Equal", [i, s.Y]))).ToArray();
        var share = s.Div(s.G, ours.Aggregate(s.Add));
        return [.. ours.Select((mine, i) => s.Wants(i) ? s.Mul(share, mine) : null)];
    }

    public static string?[] Where(Site s) =>
    [
        null,
        s.Wants(1) ? s.Where(s.X, s.G, s.Scalar(0)) : null,
        s.Wants(2) ? s.Where(s.X, s.Scalar(0), s.G) : null,
    ];
}
