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
            if (s.Wants(i)) result[i] = s.Emit("Slice", [masked, at, end, s.Ints(axis)]);
            at = end;
        }
        return result;
    }

    public static string Split(Site s)
    {
        var parts = s.Node.Output.Select((y, i) => s.Cotangents[i] ?? s.Zeros(s.Shape(y)));
        return s.Emit("Concat", parts, ("axis", s.Node.Int("axis", 0)));
    }

    /// <summary>Constant padding is cut off again; padding that repeats the picture adds up where it came from.</summary>
    public static string Pad(Site s)
    {
        if (s.Node.Text("mode", "constant") != "constant") return Scattered(s);
        if (s.ConstantInput(1) is { } pads && Tensors.Longs(pads).Any(p => p < 0)) return Scattered(s);
        var sides = s.Shape(s.X);
        var axes = s.HasInput(3) ? s.Input(3) : null;
        var half = axes is null ? s.Shape(sides) : s.Shape(axes);
        var begin = s.Emit("Slice", [s.Input(1), s.Ints(0), half]);
        var kept = axes is null ? sides : s.Emit("Gather", [sides, axes]);
        return s.Emit("Slice", axes is null ? [s.G, begin, s.Add(begin, kept)] : [s.G, begin, s.Add(begin, kept), axes]);
    }

    /// <summary>
    /// For any operator that copies elements: run it on the elements' numbers to learn where each came from, and add the
    /// cotangents there. What it fills in of its own gets a number one past the end, which is cut off again.
    /// </summary>
    public static string Scattered(Site s)
    {
        var shape = s.Shape(s.X);
        var count = s.Emit("Size", [s.X]);
        var numbers = s.Reshape(s.Emit("Range", [Whole(s, 0), count, Whole(s, 1)]), shape);
        string[] inputs = [numbers, .. s.Node.Input.Skip(1)];
        if (s.Node.OpType == "Pad")
        {
            if (inputs.Length > 2) inputs[2] = count;
            else inputs = [.. inputs, count];
        }
        var origin = s.Emit(s.Node.OpType, inputs, [.. s.Node.Attribute.Select(a => (a.Name, Value(a)))]);
        return Scatter(s, origin, s.G, s.Add(s.Reshape(count, s.Ints(1)), s.Ints(1)), shape, spare: true);
    }

    /// <summary>Adds elements into zeros at flat positions.</summary>
    public static string Scatter(Site s, string positions, string values, string count, string shape, bool spare = false)
    {
        string[] inputs = [s.Zeros(count), s.Reshape(positions, s.Ints(-1)), s.Reshape(values, s.Ints(-1))];
        var flat = s.Emit("ScatterElements", inputs, ("axis", 0L), ("reduction", "add"));
        if (spare) flat = s.Emit("Slice", [flat, s.Ints(0), s.Ints(-1)]);
        return s.Reshape(flat, shape);
    }

    private static object Value(Onnx.AttributeProto a) =>
        a.Ints.Count > 0 ? a.Ints.ToArray() : a.S.Length > 0 ? a.S.ToStringUtf8() : a.I;

    private static long? Side(Site s, string tensor, long axis) =>
        s.Shapes[tensor] is { } dims ? dims[axis < 0 ? axis + dims.Length : axis].Known : null;

    private static string RuntimeSide(Site s, string tensor, long axis) =>
        s.Emit("Gather", [s.Shape(tensor), s.Ints(axis)], ("axis", 0L));

    private static string Whole(Site s, long value)
    {
        var name = $"whole {value}";
        if (!s.Graph.Constants.ContainsKey(name)) s.Graph.Constants[name] = Tensors.Of(name, [], [value]);
        return name;
    }
}
