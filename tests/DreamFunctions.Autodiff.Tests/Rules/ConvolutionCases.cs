namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ConvolutionCases
{
    public static IEnumerable<Case> All() =>
    [
        Conv("1x1", [2, 3, 5, 7], [4, 3, 1, 1]),
        Conv("3x3", [1, 3, 9, 8], [4, 3, 3, 3], pads: [1, 1, 1, 1]),
        Conv("5x3, no pads", [1, 3, 9, 8], [4, 3, 5, 3]),
        Conv("uneven pads", [1, 3, 9, 8], [4, 3, 3, 3], pads: [2, 0, 1, 2]),
        Conv("pads beyond the kernel", [1, 3, 9, 8], [4, 3, 2, 2], pads: [3, 2, 3, 2]),
        Conv("dilated", [1, 3, 11, 12], [4, 3, 3, 3], pads: [2, 1, 2, 1], dilations: [2, 3]),
        Conv("groups", [2, 6, 9, 8], [8, 3, 3, 3], pads: [1, 1, 1, 1], group: 2),
        Conv("depthwise", [1, 5, 9, 8], [5, 1, 3, 3], pads: [1, 1, 1, 1], group: 5),
        .. Strided("7x7 as in conv1", [1, 3, 0, 0], [4, 3, 7, 7], [3, 3, 3, 3], [2, 2]),
        .. Strided("7x7, uneven pads of the starter net", [1, 3, 0, 0], [4, 3, 7, 7], [3, 3, 2, 2], [2, 2]),
        .. Strided("3x3", [2, 3, 0, 0], [4, 3, 3, 3], [1, 1, 1, 1], [2, 2]),
        .. Strided("3x3, uneven pads", [1, 3, 0, 0], [4, 3, 3, 3], [1, 1, 0, 0], [2, 2]),
        .. Strided("2x2, no pads", [1, 3, 0, 0], [4, 3, 2, 2], [0, 0, 0, 0], [2, 2]),
        .. Strided("1x1", [1, 3, 0, 0], [4, 3, 1, 1], [0, 0, 0, 0], [2, 2]),
        .. Strided("stride 3 over kernel 2", [1, 3, 0, 0], [4, 3, 2, 2], [0, 0, 0, 0], [3, 3]),
        .. Strided("stride 4 over kernel 11", [1, 3, 0, 0], [4, 3, 11, 11], [2, 2, 2, 2], [4, 4]),
        .. Strided("uneven strides", [1, 3, 0, 0], [4, 3, 3, 3], [1, 1, 1, 1], [2, 1]),
        .. Strided("groups", [1, 6, 0, 0], [4, 3, 3, 3], [1, 1, 1, 1], [2, 2], group: 2),
        .. Strided("dilated", [1, 3, 0, 0], [4, 3, 3, 3], [2, 2, 2, 2], [2, 2], dilations: [2, 2]),
        .. Strided("odd dilation", [1, 3, 0, 0], [4, 3, 3, 3], [2, 2, 2, 2], [2, 2], dilations: [3, 3]),
        .. Strided("pads beyond the kernel", [1, 3, 0, 0], [4, 3, 3, 3], [5, 5, 5, 5], [2, 2]),
        Conv("in one dimension, stride 2", [1, 3, 11], [4, 3, 3], pads: [1, 1], strides: [2], dilations: [1]),
        Conv("in three dimensions", [1, 2, 5, 6, 7], [3, 2, 3, 3, 3], [1, 1, 1, 1, 1, 1], [1, 1, 1], [1, 1, 1]),
        Case.OfFloat("Conv", [1, 3, 9, 8], "x w b", n => n.Weights("w", 4, 3, 3, 3).Weights("b", 4), name: "with a bias"),
        Case.OfFloat("Conv", [1, 3, 9, 8], "x w", n => n.Weights("w", 4, 3, 3, 3), name: "SAME_UPPER",
            attributes: ("auto_pad", "SAME_UPPER")),
        Case.OfFloat("Conv", [1, 3, 9, 8], "x w", n => n.Weights("w", 4, 3, 4, 4), name: "SAME_LOWER",
            attributes: ("auto_pad", "SAME_LOWER")),
        .. from mode in new[] { "SAME_UPPER", "SAME_LOWER" }
           from size in new[] { (H: 12L, W: 13L), (13, 15) }
           select Case.OfFloat("Conv", [1, 3, size.H, size.W], "x w", n => n.Weights("w", 4, 3, 3, 4),
               name: $"{mode} with a stride, {size.H}x{size.W}", attributes: [("auto_pad", mode), ("strides", new[] { 2L, 3 })]),
        Conv("in one dimension", [1, 4, 11], [6, 2, 3], pads: [2, 1], strides: [1], dilations: [2], group: 2),
        Case.OfFloat("Conv", [1, 3, 9, 8], "x w", n => n.Weights("w0", 4, 3, 3, 3).Node("Neg", ["w0"], "w"),
            name: "weights computed", attributes: [("strides", new[] { 2L, 2 }), ("kernel_shape", new[] { 3L, 3 })]),
        Transposed("3x3", [1, 4, 5, 6], [4, 3, 3, 3], pads: [1, 1, 1, 1]),
        Transposed("stride 2", [1, 4, 5, 6], [4, 3, 4, 4], pads: [1, 1, 1, 1], strides: [2, 2]),
        Transposed("output padding", [1, 4, 5, 6], [4, 3, 3, 3], pads: [1, 1, 1, 1], strides: [2, 2], more: [1, 1]),
        Transposed("groups", [1, 4, 5, 6], [4, 3, 3, 3], strides: [2, 2], group: 2),
    ];

    private static Case Conv(string name, long[] shape, long[] weights, long[]? pads = null, long[]? strides = null,
        long[]? dilations = null, long group = 1) =>
        Case.OfFloat("Conv", shape, "x w", n => n.Weights("w", weights), name: name, attributes:
        [
            ("pads", pads ?? new long[2 * (shape.Length - 2)]), ("strides", strides ?? [1, 1]),
            ("dilations", dilations ?? [1, 1]), ("group", group),
        ]);

    /// <summary>Sizes that the stride divides and sizes that leave every remainder.</summary>
    private static IEnumerable<Case> Strided(
        string name, long[] shape, long[] weights, long[] pads, long[] strides, long group = 1, long[]? dilations = null) =>
        new[] { (H: 12L, W: 13L), (13, 15), (14, 12), (15, 14) }.Select(size => Conv(
            $"{name}, stride {strides[0]}x{strides[1]}, {size.H}x{size.W}", [shape[0], shape[1], size.H, size.W],
            weights, pads, strides, dilations, group));

    private static Case Transposed(string name, long[] shape, long[] weights, long[]? pads = null, long[]? strides = null,
        long[]? more = null, long group = 1) =>
        Case.OfFloat("ConvTranspose", shape, "x w", n => n.Weights("w", weights), name: name, attributes:
        [
            ("pads", pads ?? [0, 0, 0, 0]), ("strides", strides ?? [1, 1]), ("output_padding", more ?? [0, 0]), ("group", group),
        ]);
}
