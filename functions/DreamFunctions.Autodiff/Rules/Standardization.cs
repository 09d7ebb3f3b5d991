using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that bring groups of elements to mean 0 and variance 1, then scale and shift them.</summary>
internal static class Standardization
{
    /// <summary>A group is one channel of one picture; scale has one value a channel.</summary>
    public static string Instance(Site s)
    {
        var space = Pooling.Space(s).ToArray();
        return Back(s, s.X, s.Mul(s.G, s.Emit("Unsqueeze", [s.Input(1), s.Ints(space.Select(a => a - 1))])), space);
    }

    /// <summary>A group is all from the given axis on; scale has that shape.</summary>
    public static string Layer(Site s)
    {
        if (s.Cotangents.Skip(1).Any(c => c is not null)) throw s.Unsupported("its mean or deviation is used");
        var axis = s.Node.Int("axis", -1);
        if (axis >= 0) axis -= s.Shapes[s.X]?.Length ?? throw s.Unsupported("the rank of its input is unknown");
        return Back(s, s.X, s.Mul(s.G, s.Input(1)), [.. Enumerable.Range((int)axis, (int)-axis).Select(a => (long)a)]);
    }

    /// <summary>A group is some channels of one picture; scale has one value a channel, before set 21 one a group.</summary>
    public static string Group(Site s)
    {
        var shape = s.Ints(0, s.Node.Int("num_groups", 1), -1);
        string g;
        if (s.Graph.Opset >= 21)
            g = s.Reshape(s.Mul(s.G, s.Emit("Unsqueeze", [s.Input(1), s.Ints(Pooling.Space(s).Select(a => a - 1))])), shape);
        else g = s.Mul(s.Reshape(s.G, shape), s.Emit("Unsqueeze", [s.Input(1), s.Ints(1)]));
        return s.Reshape(Back(s, s.Reshape(s.X, shape), g, [2]), s.Shape(s.X));
    }

    /// <summary>
    /// With z = (x - mean) / deviation and g the cotangent of z: (g - mean of g - z times the mean of g z) / deviation, means being
    /// over the group's axes.
    /// </summary>
    private static string Back(Site s, string x, string g, long[] axes)
    {
        string Mean(string a) => s.Emit("ReduceMean", [a, s.Ints(axes)], ("keepdims", 1L));
        var centred = s.Sub(x, Mean(x));
        var variance = s.Add(Mean(s.Square(centred)), s.Scalar(s.Node.Real("epsilon", 1e-5)));
        var sharp = s.Emit("Reciprocal", [s.Sqrt(variance)]);
        var z = s.Mul(centred, sharp);
        var left = s.Sub(s.Sub(g, Mean(g)), s.Mul(z, Mean(s.Mul(g, z))));
        return s.Mul(left, sharp);
    }
}
