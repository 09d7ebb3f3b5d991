using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Pools.</summary>
internal static class Pooling
{
    /// <summary>
    /// The pool says where each maximum was; cotangents are added there. Windows overlap, so MaxUnpool, which overwrites,
    /// would be wrong.
    /// </summary>
    public static string Max(Site s)
    {
        if (s.Node.Int("storage_order", 0) != 0) throw s.Unsupported("storage_order=1");
        if (s.Node.Ints("kernel_shape") is { } kernel)
        {
            var window = Window.Of(s, kernel.Length, kernel);
            if (SlidingMax.Fits(s, window)) return SlidingMax.Emit(s);
            if (PhasedMax.Fits(s, window)) return PhasedMax.Emit(s, window);
        }
        if (s.Node.Output.Count < 2) s.Node.Output.Add(s.Graph.Fresh($"{s.Y}/indices"));
        return Shape.Scatter(s, s.Node.Output[1], s.G, s.Reshape(s.Emit("Size", [s.X]), s.Ints(-1)), s.Shape(s.X));
    }

    /// <summary>Every pixel of a window gets g over the number of pixels that were averaged.</summary>
    public static string Average(Site s)
    {
        if (s.Node.Ints("kernel_shape") is not { } kernel) throw s.Unsupported("kernel_shape is missing");
        if (s.Node.Int("ceil_mode", 0) != 0) throw s.Unsupported("ceil_mode with padding counted in");
        var window = Window.Of(s, kernel.Length, kernel);
        var taps = Tensors.Count(kernel);
        var ones = s.Constant($"ones {string.Join('x', kernel)}", [1, 1, .. kernel], [.. Enumerable.Repeat(1.0, (int)taps)]);

        var everyPixelCounts = s.Node.Int("count_include_pad", 0) != 0 || window.Pads.All(p => p == 0);
        var share = everyPixelCounts ? s.Mul(s.G, 1.0 / taps) : s.Div(s.G, PixelCounts(s, window, ones));

        // One channel for all: the window treats them alike, and their number may be unknown.
        var single = s.Reshape(share, s.Joined(s.Ints(-1, 1), s.Shape(share, 2)));
        var spread = Convolution.InputCotangent(s, single, ones, window, s.X);
        return s.Reshape(spread, s.Shape(s.X));
    }

    public static string GlobalAverage(Site s) =>
        s.Expand(s.Div(s.Mul(s.G, s.SizeAsReal(s.Y)), s.SizeAsReal(s.X)), s.Shape(s.X));

    private static string PixelCounts(Site s, Window window, string ones) => s.Emit("Conv",
        [s.Filled(s.Joined(s.Ints(1, 1), s.Shape(s.X, 2)), 1), ones],
        ("kernel_shape", window.Kernel), ("strides", window.Strides), ("dilations", window.Dilations), ("pads", window.Pads));
}
