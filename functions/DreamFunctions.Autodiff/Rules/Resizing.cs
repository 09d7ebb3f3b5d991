using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// Resize, in any of its modes. Along each axis it is a matrix, the same for every row, that the operator itself tells when it
/// resizes the unit matrix; the gradient is that matrix transposed. Enlarging nearest pixels a whole number of times is a sum
/// over blocks.
/// </summary>
internal static class Resizing
{
    public static string Resize(Site s)
    {
        var rank = s.Shapes[s.X]?.Length ?? 0;
        if (rank is not (3 or 4)) throw s.Unsupported("its input needs a known rank of 3 or 4");
        if (s.Node.Text("coordinate_transformation_mode", "") == "tf_crop_and_resize") throw s.Unsupported("tf_crop_and_resize");
        if (s.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch") throw s.Unsupported("a kept aspect ratio");
        var axes = (s.Node.Ints("axes") ?? [.. Enumerable.Range(0, rank)]).Select(a => a < 0 ? a + rank : a).ToArray();
        var scales = s.ConstantInput(2) is { } t && Tensors.Count(t.Dims) > 0 ? Tensors.Reals(t) : null;
        if (scales is not null && axes.Zip(scales).Any(a => a.First < 2 && a.Second != 1))
            throw s.Unsupported("batch or channels are resized");
        if (scales is not null && Blocks(s, rank, axes, scales) is { } blocks)
            return s.Mul(s.Emit("AveragePool", [s.G], ("kernel_shape", blocks), ("strides", blocks)), Tensors.Count(blocks));

        var g = s.G;
        for (var i = 0; i < axes.Length; i++)
            if (axes[i] >= 2 && scales?[i] != 1) g = Along(s, g, axes[i], rank, i);
        return g;
    }

    /// <summary>How many times each pixel is repeated along each axis of space, where that is all that happens.</summary>
    private static long[]? Blocks(Site s, int rank, long[] axes, double[] scales)
    {
        var rounding = s.Node.Text("nearest_mode", "round_prefer_floor");
        var inBlocks = s.Node.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "asymmetric" => rounding == "floor",
            "half_pixel" => rounding.StartsWith("round", StringComparison.Ordinal),
            _ => false,
        };
        if (!inBlocks || s.Node.Text("mode", "nearest") != "nearest" || scales.Any(v => v < 1 || v != Math.Floor(v))
            || s.Graph.ElementType != Onnx.TensorProto.Types.DataType.Float) return null;
        var blocks = Enumerable.Repeat(1L, rank - 2).ToArray();
        foreach (var (axis, scale) in axes.Zip(scales).Where(a => a.First >= 2)) blocks[axis - 2] = (long)scale;
        return blocks;
    }

    /// <summary>Back through one axis.</summary>
    private static string Along(Site s, string g, long axis, int rank, int entry)
    {
        var before = s.Shape(s.X, axis, axis + 1);
        var unit = Unit(s, before);
        string Pair(string own, string other) => s.Emit("Concat", [own, other], ("axis", 0L));
        string[] size = s.HasInput(2)
            ? [Pair(s.Emit("Slice", [s.Input(2), s.Ints(entry), s.Ints(entry + 1)]), One(s))]
            : ["", Pair(s.Shape(s.Y, axis, axis + 1), before)];
        var kept = s.Node.Attribute.Where(a => a.Name is not ("axes" or "keep_aspect_ratio_policy"))
            .Select(a => (a.Name, Attributes.Value(a))).ToArray();
        var matrix = s.Emit("Resize", [unit, "", .. size], kept);
        return axis == rank - 1
            ? s.Emit("MatMul", [g, matrix])
            : s.Emit("MatMul", [s.Emit("Transpose", [matrix], ("perm", new[] { 1L, 0 })), g]);
    }

    /// <summary>Scales are float whatever the net's type.</summary>
    private static string One(Site s) => s.Emit("Cast", [s.Ints(1)], ("to", (long)Onnx.TensorProto.Types.DataType.Float));

    private static string Unit(Site s, string side)
    {
        var numbers = s.Emit("Range", [s.Whole(0), s.Emit("Squeeze", [side]), s.Whole(1)]);
        return s.AsReal(s.Emit("Equal", [s.Emit("Unsqueeze", [numbers, s.Ints(0)]), s.Emit("Unsqueeze", [numbers, s.Ints(1)])]));
    }
}
