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
        if (s.Notes.FastForms && LrnRows.Fits(band, s.Shapes[s.X])) return LrnRows.Backward(s, band);
        var pull = s.Emit("Conv", [s.Div(s.Mul(s.G, s.Y), band.DivisorName), band.Backward(s)]);
        return s.Add(s.Div(s.G, band.PowerName), s.Mul(s.X, pull));
    }

    public static string Softmax(Site s) => s.Mul(s.Y, s.Sub(s.G, SumAlong(s, s.Mul(s.G, s.Y))));

    public static string LogSoftmax(Site s) => s.Sub(s.G, s.Mul(s.Emit("Exp", [s.Y]), SumAlong(s, s.G)));

    private static string SumAlong(Site s, string a) => s.Sum(a, s.Ints(s.Node.Int("axis", -1)), keep: true);
}
