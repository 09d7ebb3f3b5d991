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

    /// <summary>g where the input is the extreme one; elements that tie share it. Null axes are all.</summary>
    public static string Extreme(Site s, string? axes)
    {
        var keep = s.Node.Int("keepdims", 1);
        var ours = s.AsReal(s.Emit("Equal", [s.X, Spread(s, s.Y)]));
        var count = s.Emit("ReduceSum", axes is null ? [ours] : [ours, axes],
            ("keepdims", keep), ("noop_with_empty_axes", s.Node.Int("noop_with_empty_axes", 0)));
        return s.Mul(Spread(s, s.Div(s.G, count)), ours);
    }

    public static string Mean(Site s) => Spread(s, s.Div(s.Mul(s.G, s.SizeAsReal(s.Y)), s.SizeAsReal(s.X)));
}
