using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that sum over axes.</summary>
internal static class Reduction
{
    /// <summary>Gives every summand the cotangent of its sum.</summary>
    public static string Spread(Site s, string g)
    {
        if (s.Node.Int("keepdims", 1) == 0)
        {
            if (s.HasInput(1)) g = s.Emit("Unsqueeze", [g, s.Input(1)]);
            else if (s.Node.Int("noop_with_empty_axes", 0) != 0) return g;
            else return s.Expand(g, s.Shape(s.X)); // a scalar stretches to any rank
        }
        return s.Expand(g, s.Shape(s.X));
    }

    public static string Mean(Site s) => Spread(s, s.Div(s.Mul(s.G, s.SizeAsReal(s.Y)), s.SizeAsReal(s.X)));
}
