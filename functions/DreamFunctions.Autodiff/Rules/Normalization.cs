using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that divide by what their neighbours add up to.</summary>
internal static class Normalization
{
    /// <summary>
    /// y = x / p with p = d^beta, d = bias + alpha/size * sum of x^2 over a window of channels. Hence
    /// dx = g/p - 2 alpha beta / size * x * (sum of g y / d over the window read backwards).
    /// </summary>
    public static string Lrn(Site s)
    {
        var band = LrnBand.Of(s.Node, s.Shapes.Channels(s.X));
        if (s.Notes.FastForms && band.HasFourthRoot && s.Shapes[s.X]?.Length == 4) return Quarters(s, band);
        var pull = s.Emit("Conv", [s.Div(s.Mul(s.G, s.Y), band.DivisorName), band.Backward(s)]);
        return s.Add(s.Div(s.G, band.PowerName), s.Mul(s.X, pull));
    }

    /// <summary>
    /// The same for beta = 3/4 as products of q = d^(-1/4): 1/p = q^3 and y/d = x q^7. Division and roots have no vectorised
    /// layout, products have; a Conv that multiplies by 1 takes its input there.
    /// </summary>
    private static string Quarters(Site s, LrnBand band)
    {
        string Enter(string x) => Steps.Depthwise(s, x, band.Channels, [1, 1], [1], [0, 0, 0, 0]);
        var q = Enter(s.Emit("Reciprocal", [band.FourthRootName]));
        var square = s.Mul(q, q);
        var direct = s.Mul(Enter(s.G), s.Mul(square, q));
        var pull = s.Emit("Conv", [s.Mul(s.Mul(direct, s.X), s.Mul(square, square)), band.Backward(s)]);
        return s.Add(direct, s.Mul(s.X, pull));
    }

    public static string Softmax(Site s) => s.Mul(s.Y, s.Sub(s.G, SumAlong(s, s.Mul(s.G, s.Y))));

    public static string LogSoftmax(Site s) => s.Sub(s.G, s.Mul(s.Emit("Exp", [s.Y]), SumAlong(s, s.G)));

    private static string SumAlong(Site s, string a) => s.Sum(a, s.Ints(s.Node.Int("axis", -1)), keep: true);
}
