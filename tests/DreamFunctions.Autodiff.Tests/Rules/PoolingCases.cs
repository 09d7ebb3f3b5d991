namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class PoolingCases
{
    public static IEnumerable<Case> All() =>
    [
        .. Max("3x3 stride 2 as in GoogLeNet", [3, 3], [2, 2], [0, 0, 0, 0], ceil: true),
        .. Max("3x3 stride 2, uneven pads", [3, 3], [2, 2], [1, 1, 0, 0]),
        .. Max("3x3 stride 2, even pads", [3, 3], [2, 2], [1, 1, 1, 1]),
        .. Max("3x3 stride 1", [3, 3], [1, 1], [1, 1, 1, 1], ceil: true),
        .. Max("2x2 stride 2", [2, 2], [2, 2], [0, 0, 0, 0]),
        .. Max("2x2 stride 2, ceil", [2, 2], [2, 2], [0, 0, 0, 0], ceil: true),
        .. Max("2x2 stride 3, ceil, which may leave a window out", [2, 2], [3, 3], [0, 0, 0, 0], ceil: true),
        .. Max("5x3 stride 2x1", [5, 3], [2, 1], [2, 0, 1, 1], ceil: true),
        .. Max("dilated", [3, 3], [2, 2], [0, 0, 0, 0], ceil: true, dilations: [2, 2]),
        .. AfterRelu("3x3 stride 1", [1, 1], [1, 1, 1, 1]),
        .. AfterRelu("3x3 stride 2", [2, 2], [0, 0, 0, 0]),
        .. Average("3x3 stride 2", [3, 3], [2, 2], [1, 1, 1, 1]),
        .. Average("3x3 stride 2, pads counted", [3, 3], [2, 2], [1, 1, 1, 1], counted: true),
        .. Average("3x3 stride 2, ceil", [3, 3], [2, 2], [0, 0, 0, 0], ceil: true),
        .. Average("3x3 stride 1", [3, 3], [1, 1], [1, 1, 1, 1]),
        .. Average("7x7", [7, 7], [1, 1], [0, 0, 0, 0]),
        .. Average("2x2 stride 3", [2, 2], [3, 3], [0, 0, 0, 0]),
        Case.OfFloat("AveragePool", [2, 3, 11], name: "in one dimension", attributes:
            [("kernel_shape", new[] { 3L }), ("strides", new[] { 2L }), ("pads", new[] { 1L, 0 })]),
        Case.Of("MaxPool", [2, 3, 11], name: "in one dimension", draw: Draw.Apart, attributes:
            [("kernel_shape", new[] { 3L }), ("strides", new[] { 2L }), ("pads", new[] { 1L, 0 })]),
        .. from size in Sizes
           select Case.Of("MaxPool", [2, 3, size.H, size.W], draw: Draw.Apart, name: $"SAME_UPPER, {size.H}x{size.W}", attributes:
               [("kernel_shape", new[] { 3L, 2 }), ("strides", new[] { 2L, 3 }), ("auto_pad", "SAME_UPPER")]),
        Lp("", 2), Lp("of cubes", 3), Lp("of amounts", 1),
        Case.OfFloat("GlobalAveragePool", [2, 3, 5, 7]),
        Case.OfFloat("GlobalMaxPool", [2, 3, 5, 7], draw: Draw.Apart, linear: false),
        Case.OfFloat("GlobalMaxPool", [2, 3, 7], name: "in one dimension", draw: Draw.Apart, linear: false),
    ];

    private static readonly (long H, long W)[] Sizes = [(12, 13), (13, 15), (14, 12), (15, 14)];

    private static IEnumerable<Case> Max(
        string name, long[] kernel, long[] strides, long[] pads, bool ceil = false, long[]? dilations = null) =>
        from size in Sizes
        select Case.Of("MaxPool", [2, 3, size.H, size.W], draw: Draw.Apart, name: $"{name}, {size.H}x{size.W}", attributes:
        [
            ("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("ceil_mode", ceil ? 1L : 0L),
            ("dilations", dilations ?? [1, 1]),
        ]);

    /// <summary>In float and with known channels, which the forms without Indices need; a third of values is masked.</summary>
    private static IEnumerable<Case> AfterRelu(string name, long[] strides, long[] pads) =>
        from size in Sizes
        select Case.OfFloat("MaxPool", [2, 3, size.H, size.W], "r", n => n.Node("Relu", ["x"], "r"), Draw.Apart,
            $"after a ReLU, {name}, {size.H}x{size.W}", linear: false, attributes:
            [
                ("kernel_shape", new[] { 3L, 3 }), ("strides", strides), ("pads", pads), ("ceil_mode", 1L),
            ]);

    private static Case Lp(string name, long p) => Case.OfFloat("LpPool", [2, 3, 9, 8], name: name, linear: false, attributes:
        [("kernel_shape", new[] { 3L, 2 }), ("strides", new[] { 2L, 1 }), ("pads", new[] { 1L, 0, 1, 1 }), ("p", p)]);

    private static IEnumerable<Case> Average(
        string name, long[] kernel, long[] strides, long[] pads, bool ceil = false, bool counted = false) =>
        from size in Sizes
        select Case.OfFloat("AveragePool", [2, 3, size.H, size.W], name: $"{name}, {size.H}x{size.W}", attributes:
        [
            ("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("ceil_mode", ceil ? 1L : 0L),
            ("count_include_pad", counted ? 1L : 0L),
        ]);
}
