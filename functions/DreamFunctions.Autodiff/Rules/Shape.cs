using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Operators that only move elements.</summary>
internal static class Shape
{
    /// <summary>The same elements in the input's shape.</summary>
    public static string Back(Site s) => s.Reshape(s.G, s.Shape(s.X));

    public static string Transpose(Site s)
    {
        if (s.Node.Ints("perm") is not { } perm) return s.Emit("Transpose", [s.G]);
        var inverse = new long[perm.Length];
        for (var i = 0; i < perm.Length; i++) inverse[perm[i]] = i;
        return s.Emit("Transpose", [s.G], ("perm", inverse));
    }

    /// <summary>Each input's own slice of the cotangent.</summary>
    public static string?[] Concat(Site s)
    {
        var axis = s.Node.Int("axis", 1);
        var known = s.Node.Input.Select(i => Side(s, i, axis)).ToArray();
        var at = s.Ints(0);
        var result = new string?[s.Node.Input.Count];
        var sum = 0L;
        var fixedSizes = known.All(k => k is not null);
        var masked = ReluConcat.Mask(s);
        for (var i = 0; i < result.Length; i++)
        {
            string end;
            if (fixedSizes) end = s.Ints(sum += known[i]!.Value);
            else end = s.Add(at, RuntimeSide(s, s.Input(i), axis));
            if (s.Wants(i)) result[i] = Cut(s, masked, at, end, axis);
            at = end;
        }
        return result;
    }

    /// <summary>Cut while channels are last, if they are, the slices turn in the copy that takes them into their Convs' layout.</summary>
    private static string Cut(Site s, string g, string from, string to, long axis) =>
        axis == 1 && s.Notes.ChannelsLast.TryGetValue(g, out var rows)
            ? s.Emit("Transpose", [s.Emit("Slice", [rows, from, to, s.Ints(3)])], ("perm", new long[] { 0, 3, 1, 2 }))
            : s.Emit("Slice", [g, from, to, s.Ints(axis)]);

    public static string Split(Site s)
    {
        var parts = s.Node.Output.Select((y, i) => s.Cotangents[i] ?? s.Zeros(s.Shape(y)));
        return s.Emit("Concat", parts, ("axis", s.Node.Int("axis", 0)));
    }

    /// <summary>Constant padding is cut off again; padding that repeats the picture adds up where it came from.</summary>
    public static string Pad(Site s)
    {
        if (s.Node.Text("mode", "constant") != "constant") return Scattered.Back(s);
        if (s.ConstantInput(1) is { } pads && Tensors.Longs(pads).Any(p => p < 0)) return Scattered.Back(s);
        var sides = s.Shape(s.X);
        var axes = s.HasInput(3) ? s.Input(3) : null;
        var half = axes is null ? s.Shape(sides) : s.Shape(axes);
        var begin = s.Emit("Slice", [s.Input(1), s.Ints(0), half]);
        var kept = axes is null ? sides : s.Emit("Gather", [sides, axes]);
        return s.Emit("Slice", axes is null ? [s.G, begin, s.Add(begin, kept)] : [s.G, begin, s.Add(begin, kept), axes]);
    }

    /// <summary>
    /// A plain cut-out is padded with zeros; one with steps, or from where only running tells, has its elements looked up.
    /// </summary>
    public static string Slice(Site s)
    {
        if (s.ConstantInput(1) is not { } from || s.HasInput(4) && !(s.ConstantInput(4) is { } steps && Tensors.Longs(steps).All(v => v == 1)))
            return Scattered.Back(s);
        var starts = Tensors.Longs(from);
        var axes = s.HasInput(3) ? s.Input(3) : s.Ints(Enumerable.Range(0, starts.Length).Select(i => (long)i));
        string Sides(string tensor) => s.Emit("Gather", [s.Shape(tensor), axes]);
        // A start counts from the end where it is negative, and stops at the ends.
        var sides = Sides(s.X);
        var begin = s.Add(s.Ints(starts), s.Mul(s.Ints(starts.Select(v => v < 0 ? 1L : 0)), sides));
        begin = s.Emit("Min", [s.Emit("Max", [begin, s.Ints(0)]), sides]);
        var end = s.Sub(s.Sub(sides, begin), Sides(s.G));
        return s.Emit("Pad", [s.G, s.Joined(begin, end), "", axes]);
    }

    /// <summary>Columns, rows, depth: the block's two axes are split off and moved before the space or, by default, the depth.</summary>
    public static string DepthToSpace(Site s)
    {
        var block = s.Node.Int("blocksize", 1);
        if (s.Node.Text("mode", "DCR") == "DCR") return s.Emit("SpaceToDepth", [s.G], ("blocksize", block));
        var split = s.Reshape(s.G,
            s.Joined(s.Ints(0, 0), s.Shape(s.X, 2, 3), s.Ints(block), s.Shape(s.X, 3, 4), s.Ints(block)));
        return s.Reshape(s.Emit("Transpose", [split], ("perm", new long[] { 0, 1, 3, 5, 2, 4 })), s.Shape(s.X));
    }

    private static long? Side(Site s, string tensor, long axis) =>
        s.Shapes[tensor] is { } dims ? dims[axis < 0 ? axis + dims.Length : axis].Known : null;

    private static string RuntimeSide(Site s, string tensor, long axis) =>
        s.Emit("Gather", [s.Shape(tensor), s.Ints(axis)], ("axis", 0L));
}
