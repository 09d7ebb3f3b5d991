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
        return Scattered.Scatter(s, s.Node.Output[1], s.G, s.Reshape(s.Emit("Size", [s.X]), s.Ints(-1)), s.Shape(s.X));
    }

    /// <summary>Every pixel of a window gets g over the number of pixels that were averaged.</summary>
    public static string Average(Site s)
    {
        if (s.Node.Ints("kernel_shape") is not { } kernel) throw s.Unsupported("kernel_shape is missing");
        if (s.Node.Int("ceil_mode", 0) != 0) throw s.Unsupported("ceil_mode with padding counted in");
        var window = Window.Of(s, kernel.Length, kernel);
        var taps = Tensors.Count(kernel);
        var ones = Ones(s, kernel);
        var everyPixelCounts = s.Node.Int("count_include_pad", 0) != 0 || window.Pads.All(p => p == 0);
        var share = everyPixelCounts ? s.Mul(s.G, 1.0 / taps) : s.Div(s.G, PixelCounts(s, window, ones));

        return Spread(s, share, window, ones);
    }

    /// <summary>y = (sum of |x|^p over the window)^(1/p), hence dx = |x|^(p-1) sign x times what g y^(1-p) spreads to.</summary>
    public static string Lp(Site s)
    {
        if (s.Node.Ints("kernel_shape") is not { } kernel) throw s.Unsupported("kernel_shape is missing");
        if (s.Node.Int("ceil_mode", 0) != 0) throw s.Unsupported("ceil_mode");
        var p = s.Node.Int("p", 2);
        var power = s.Emit("Pow", [s.Y, s.Scalar(p - 1)]);
        var spread = Spread(s, s.Quotient(s.G, power), Window.Of(s, kernel.Length, kernel), Ones(s, kernel));
        return s.Mul(spread, s.Mul(s.Emit("Sign", [s.X]), s.Emit("Pow", [s.Emit("Abs", [s.X]), s.Scalar(p - 1)])));
    }

    /// <summary>The axes beyond batch and channels.</summary>
    public static IEnumerable<long> Space(Site s) => s.Shapes[s.X] is { } dims
        ? Enumerable.Range(2, dims.Length - 2).Select(i => (long)i) : throw s.Unsupported("the rank of its input is unknown");

    public static string GlobalAverage(Site s) =>
        s.Expand(s.Div(s.Mul(s.G, s.SizeAsReal(s.Y)), s.SizeAsReal(s.X)), s.Shape(s.X));

    private static string Ones(Site s, long[] kernel) => s.Constant($"ones {string.Join('x', kernel)}", [1, 1, .. kernel],
        [.. Enumerable.Repeat(1.0, (int)Tensors.Count(kernel))]);

    /// <summary>
    /// Adds each window's value to the pixels that it covers. One channel for all: the window treats them alike, and their number
    /// may be unknown.
    /// </summary>
    private static string Spread(Site s, string share, Window window, string ones)
    {
        var single = s.Reshape(share, s.Joined(s.Ints(-1, 1), s.Shape(share, 2)));
        return s.Reshape(Convolution.InputCotangent(s, single, ones, window, s.X), s.Shape(s.X));
    }

    private static string PixelCounts(Site s, Window window, string ones) => s.Emit("Conv",
        [s.Filled(s.Joined(s.Ints(1, 1), s.Shape(s.X, 2)), 1), ones],
        ("kernel_shape", window.Kernel), ("strides", window.Strides), ("dilations", window.Dilations), ("pads", window.Pads));
}
