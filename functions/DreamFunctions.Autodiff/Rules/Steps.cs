using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// Masks as depthwise Convs: a difference of neighbours times 2^64, clipped to 0..1. Sign, Greater and Where would say the same,
/// but the runtime's vectorised layout (NCHWc) has Conv, Clip, Add and Mul only, and leaving it costs two copies.
/// Exact for values that are 0 or at least 2^-64 (5e-20) and differ by as much, up to 2^63, where the product overflows.
/// </summary>
internal static class Steps
{
    /// <summary>What turns a difference into a yes after clipping.</summary>
    public const double Big = 18446744073709551616.0; // 2^64: a power of two, so products with it are exact

    /// <summary>1 where x is positive, 0 where it is 0; x may not be negative.</summary>
    public static string Positive(Emitter e, string x, long channels) =>
        Clip(e, Depthwise(e, x, channels, [1, 1], [Big], [0, 0, 0, 0]));

    /// <summary>1 where the second tap is strictly greater than the first.</summary>
    public static string Rises(Emitter e, string x, long channels, long[] kernel, long[] pads) =>
        Clip(e, Depthwise(e, x, channels, kernel, [-Big, Big], pads));

    /// <summary>1 where x, which may not be negative, is 0, and 0 where it is more.</summary>
    public static string Zero(Emitter e, string x, long channels) =>
        e.Emit("Relu", [Depthwise(e, x, channels, [1, 1], [-Big], [0, 0, 0, 0], bias: 1)]);

    /// <summary>The same small window over each channel. Pads are top, left, bottom, right.</summary>
    public static string Depthwise(
        Emitter e, string x, long channels, long[] kernel, double[] taps, long[] pads, double? bias = null,
        long[]? strides = null)
    {
        var weights = e.Constant($"taps {string.Join(' ', taps)} as {string.Join('x', kernel)} for {channels}",
            [channels, 1, .. kernel], [.. Enumerable.Range(0, (int)channels).SelectMany(_ => taps)]);
        string[] inputs = bias is not double b ? [x, weights]
            : [x, weights, e.Constant($"bias {b:R} for {channels}", [channels], [.. Enumerable.Repeat(b, (int)channels)])];
        return e.Emit("Conv", inputs, ("kernel_shape", kernel), ("strides", strides ?? [1, 1]),
            ("pads", pads), ("group", channels));
    }

    /// <summary>Clipped to 0..1.</summary>
    public static string Clip(Emitter e, string x) => e.Emit("Clip", [x, e.Scalar(0), e.Scalar(1)]);
}
