namespace DreamFunctions.Autodiff.Tests.WholeNets;

/// <summary>
/// Well-known nets with the operators that PyTorch and TensorFlow exports have, few channels and blocks, and random weights. The
/// last tensor is the classifier's output.
/// </summary>
internal static class Nets
{
    /// <summary>VGG: 3x3 Convs with biases, 2x2 pools, two dense layers.</summary>
    public static Layers Vgg()
    {
        var l = new Layers(9, 1, 3, 64, 64);
        var (x, from) = ("x", 3L);
        foreach (var (to, convs) in new[] { (8L, 1), (16, 1), (16, 2), (32, 2), (32, 2) })
        {
            for (var i = 0; i < convs; i++, from = to) x = l.Op("Relu", l.Conv(x, from, to, 3, bias: true));
            x = l.Pool("MaxPool", x, 2, 2);
        }
        x = l.Op("Relu", l.Dense(l.Op("Flatten", x), 32 * 2 * 2, 48));
        l.Dense(l.Op("Dropout", x), 48, 10);
        return l;
    }

    /// <summary>ResNet-50: bottlenecks with the stride in their 3x3 Conv, a pooled classifier by x.view.</summary>
    public static Layers ResNet50()
    {
        var l = new Layers(11, 1, 3, "H", "W");
        var x = l.Op("Relu", l.BatchNorm(l.Conv("x", 3, 16, 7, stride: 2), 16));
        x = l.Pool("MaxPool", x, 3, 2, 1);
        var from = 16L;
        foreach (var (width, stride, blocks) in new[] { (16L, 1L, 2), (32, 2, 2), (32, 2, 1) })
            for (var i = 0; i < blocks; i++, from = 4 * width)
            {
                var s = i == 0 ? stride : 1;
                var y = l.Op("Relu", l.BatchNorm(l.Conv(x, from, width, 1), width));
                y = l.Op("Relu", l.BatchNorm(l.Conv(y, width, width, 3, stride: s), width));
                y = l.BatchNorm(l.Conv(y, width, 4 * width, 1), 4 * width);
                if (i == 0) x = l.BatchNorm(l.Conv(x, from, 4 * width, 1, stride: s), 4 * width);
                x = l.Op("Relu", l.Op("Add", [y, x]));
            }
        l.Dense(l.View(l.Op("GlobalAveragePool", x), -1), from, 10);
        return l;
    }

    /// <summary>MobileNet v2: inverted residuals, depthwise Convs, ReLU6 as Clip with inputs.</summary>
    public static Layers MobileNet2()
    {
        var l = new Layers(13, 1, 3, "H", "W");
        var (zero, six) = (l.Reals([], 0), l.Reals([], 6));
        string Clipped(string a, long channels) => l.Op("Clip", [l.BatchNorm(a, channels), zero, six]);
        var x = Clipped(l.Conv("x", 3, 16, 3, stride: 2), 16);
        var from = 16L;
        foreach (var (expand, to, stride) in new[] { (1L, 8L, 1L), (6, 16, 2), (6, 16, 1), (6, 24, 2), (6, 24, 1) })
        {
            var wide = expand * from;
            var y = expand == 1 ? x : Clipped(l.Conv(x, from, wide, 1), wide);
            y = Clipped(l.Conv(y, wide, wide, 3, stride: stride, group: wide), wide);
            y = l.BatchNorm(l.Conv(y, wide, to, 1), to);
            x = stride == 1 && from == to ? l.Op("Add", [x, y]) : y;
            from = to;
        }
        x = Clipped(l.Conv(x, from, 64, 1), 64);
        x = l.Op("ReduceMean", x, ("axes", new[] { 2L, 3 }), ("keepdims", 0L));
        l.Dense(l.Op("Dropout", [x, l.Reals([], 0.2)]), 64, 10);
        return l;
    }

    /// <summary>MobileNet v3: HardSwish, and squeeze and excitation by HardSigmoid.</summary>
    public static Layers MobileNet3()
    {
        var l = new Layers(17, 1, 3, "H", "W");
        string Swish(string a, long channels) => l.Op("HardSwish", l.BatchNorm(a, channels, 1e-3));
        var x = Swish(l.Conv("x", 3, 16, 3, stride: 2), 16);
        foreach (var (from, to, kernel, stride) in new[] { (16L, 16L, 3L, 2L), (16, 24, 5, 2), (24, 24, 5, 1) })
        {
            var wide = 2 * from;
            var y = Swish(l.Conv(x, from, wide, 1), wide);
            y = Swish(l.Conv(y, wide, wide, kernel, stride: stride, group: wide), wide);
            var gate = l.Op("Relu", l.Conv(l.Op("GlobalAveragePool", y), wide, 8, 1, bias: true));
            gate = l.Op("HardSigmoid", l.Conv(gate, 8, wide, 1, bias: true), ("alpha", 1.0 / 6), ("beta", 0.5));
            y = l.BatchNorm(l.Conv(l.Op("Mul", [gate, y]), wide, to, 1), to);
            x = stride == 1 ? l.Op("Add", [y, x]) : y;
        }
        x = l.Op("Flatten", l.Op("GlobalAveragePool", Swish(l.Conv(x, 24, 48, 1), 48)), ("axis", 1L));
        l.Dense(l.Op("HardSwish", l.Dense(x, 48, 32)), 32, 10);
        return l;
    }

    /// <summary>EfficientNet as TensorFlow writes it: SAME pads with strides, Swish as x Sigmoid(x), squeeze by ReduceMean.</summary>
    public static Layers EfficientNet()
    {
        var l = new Layers(11, 1, 3, "H", "W");
        string Swish(string a) => l.Op("Mul", [a, l.Op("Sigmoid", a)]);
        var x = Swish(l.BatchNorm(l.Conv("x", 3, 16, 3, stride: 2, autoPad: "SAME_UPPER"), 16, 1e-3));
        foreach (var (from, to, kernel, stride, expand) in new[]
            { (16L, 16L, 3L, 1L, 1L), (16, 16, 3, 2, 4), (16, 16, 3, 1, 4), (16, 24, 5, 2, 4), (24, 24, 5, 1, 4) })
        {
            var wide = expand * from;
            var y = expand == 1 ? x : Swish(l.BatchNorm(l.Conv(x, from, wide, 1, autoPad: "SAME_UPPER"), wide, 1e-3));
            y = Swish(l.BatchNorm(l.Conv(y, wide, wide, kernel, stride: stride, group: wide, autoPad: "SAME_UPPER"), wide, 1e-3));
            var gate = l.Op("ReduceMean", y, ("axes", new[] { 2L, 3 }), ("keepdims", 1L));
            gate = Swish(l.Conv(gate, wide, 4, 1, bias: true, autoPad: "VALID"));
            gate = l.Op("Sigmoid", l.Conv(gate, 4, wide, 1, bias: true, autoPad: "VALID"));
            y = l.BatchNorm(l.Conv(l.Op("Mul", [y, gate]), wide, to, 1, autoPad: "SAME_UPPER"), to, 1e-3);
            x = stride == 1 && from == to ? l.Op("Add", [y, x]) : y;
        }
        x = Swish(l.BatchNorm(l.Conv(x, 24, 64, 1, autoPad: "VALID"), 64, 1e-3));
        x = l.Op("Squeeze", l.Op("GlobalAveragePool", x), ("axes", new[] { 2L, 3 }));
        l.Op("Add", [l.Op("MatMul", [x, l.Weights(0.2, 64, 10)]), l.Weights(0.1, 10)]);
        return l;
    }

    /// <summary>Inception v3: its input transform, factorised Convs, branches, averages that count the pad.</summary>
    public static Layers Inception3()
    {
        var l = new Layers(11, 1, 3, "H", "W");
        string Conv(string a, long from, long to, long high, long wide = 0, long stride = 1, long[]? pads = null) =>
            l.Op("Relu", l.BatchNorm(l.Conv(a, from, to, high, wide, stride, pads), to, 1e-3));
        string Average(string a) => l.Pool("AveragePool", a, 3, 1, 1, ("count_include_pad", 1L));

        string Plane(long i, double by, double more) => l.Op("Add", [l.Op("Mul",
            [l.Op("Unsqueeze", l.Op("Gather", ["x", l.Int(i)], ("axis", 1L)), ("axes", new[] { 1L })), l.Reals([], by)]), l.Reals([], more)]);
        var x = l.Op("Concat", [Plane(0, 0.458, -0.03), Plane(1, 0.448, -0.088), Plane(2, 0.45, -0.188)], ("axis", 1L));
        x = Conv(Conv(x, 3, 8, 3, stride: 2, pads: [0, 0, 0, 0]), 8, 16, 3);
        x = l.Pool("MaxPool", x, 3, 2);
        // A: 1x1, 5x5, double 3x3, pool
        x = l.Op("Concat",
        [
            Conv(x, 16, 16, 1), Conv(Conv(x, 16, 8, 1), 8, 16, 5), Conv(Conv(Conv(x, 16, 16, 1), 16, 16, 3), 16, 16, 3),
            Conv(Average(x), 16, 16, 1),
        ], ("axis", 1L));
        // B: smaller by strides
        x = l.Op("Concat", [Conv(x, 64, 32, 3, stride: 2, pads: [0, 0, 0, 0]), l.Pool("MaxPool", x, 3, 2)], ("axis", 1L));
        // C: 7x7 as 1x7 and 7x1
        var seven = Conv(Conv(Conv(x, 96, 16, 1), 16, 16, 1, 7), 16, 32, 7, 1);
        var twice = Conv(Conv(Conv(Conv(Conv(x, 96, 16, 1), 16, 16, 7, 1), 16, 16, 1, 7), 16, 16, 7, 1), 16, 32, 1, 7);
        x = l.Op("Concat", [Conv(x, 96, 32, 1), seven, twice, Conv(Average(x), 96, 32, 1)], ("axis", 1L));
        // E: 3x3 as 1x3 beside 3x1
        var stem = Conv(x, 128, 16, 1);
        var pair = l.Op("Concat", [Conv(stem, 16, 16, 1, 3), Conv(stem, 16, 16, 3, 1)], ("axis", 1L));
        x = l.Op("Concat", [Conv(x, 128, 16, 1), pair, Conv(l.Pool("MaxPool", x, 3, 1, 1), 128, 16, 1)], ("axis", 1L));
        x = l.Op("Dropout", l.Op("GlobalAveragePool", x));
        l.Dense(l.Op("Flatten", x), 64, 10);
        return l;
    }

    /// <summary>A vision transformer: patches, class token, attention with its shape arithmetic, Gelu by Erf.</summary>
    public static Layers Vit(bool composed)
    {
        const long width = 24, heads = 3, tokens = 17;
        var l = new Layers(composed ? 14 : 17, "N", 3, 32, 32);
        string Linear(string a, long from, long to) =>
            l.Op("Add", [l.Op("MatMul", [a, l.Weights(Math.Sqrt(3.0 / from), from, to)]), l.Weights(0.1, to)]);
        string Norm(string a)
        {
            var (scale, shift) = (l.Reals([width], [.. Enumerable.Range(0, (int)width).Select(i => 0.8 + 0.02 * i)]), l.Weights(0.1, width));
            if (!composed) return l.Op("LayerNormalization", [a, scale, shift], ("epsilon", 1e-6), ("axis", -1L));
            var centred = l.Op("Sub", [a, l.Op("ReduceMean", a, ("axes", new[] { -1L }))]);
            var variance = l.Op("ReduceMean", l.Op("Pow", [centred, l.Reals([], 2)]), ("axes", new[] { -1L }));
            var z = l.Op("Div", [centred, l.Op("Sqrt", l.Op("Add", [variance, l.Reals([], 1e-6)]))]);
            return l.Op("Add", [l.Op("Mul", [z, scale]), shift]);
        }

        var x = l.Op("Conv", ["x", l.Weights(0.15, width, 3, 8, 8), l.Weights(0.1, width)],
            ("kernel_shape", new[] { 8L, 8 }), ("strides", new[] { 8L, 8 }));
        x = l.Op("Transpose", l.View(x, width, -1), ("perm", new[] { 0L, 2, 1 }));
        // cls_token.expand(n, -1, -1): a size of -1 keeps the side.
        var batch = l.Op("Unsqueeze", [l.Op("Gather", [l.Op("Shape", x), l.Int(0)]), l.Ints(0)]);
        var wish = l.Op("Concat", [batch, l.Ints(-1), l.Ints(-1)], ("axis", 0L));
        var ones = l.Op("ConstantOfShape", l.Op("Shape", wish), ("value", Graphs.Tensors.Of("", [1], [1])));
        var sides = l.Op("Where", [l.Op("Equal", [wish, l.Op("Mul", [ones, l.Ints(-1)])]), ones, wish]);
        x = l.Op("Concat", [l.Op("Expand", [l.Weights(1, 1, 1, width), sides]), x], ("axis", 1L));
        x = l.Op("Add", [x, l.Weights(0.5, 1, tokens, width)]);
        for (var block = 0; block < 2; block++)
        {
            var qkv = l.View(Linear(Norm(x), width, 3 * width), tokens, 3, heads, width / heads);
            qkv = l.Op("Transpose", qkv, ("perm", new[] { 2L, 0, 3, 1, 4 }));
            var (q, k, v) = (l.Op("Gather", [qkv, l.Int(0)]), l.Op("Gather", [qkv, l.Int(1)]), l.Op("Gather", [qkv, l.Int(2)]));
            // Its scale comes from the shape: 1 / sqrt(size of a head).
            var last = l.Op("Slice", [l.Op("Shape", q), l.Ints(-1), l.Ints(long.MaxValue)]);
            var scale = l.Op("Div", [l.Reals([], 1), l.Op("Sqrt", l.Op("Cast", last, ("to", 1L)))]);
            var scores = l.Op("MatMul", [l.Op("Mul", [q, scale]), l.Op("Transpose", k, ("perm", new[] { 0L, 1, 3, 2 }))]);
            var mixed = l.Op("MatMul", [l.Op("Softmax", scores, ("axis", -1L)), v]);
            mixed = l.View(l.Op("Transpose", mixed, ("perm", new[] { 0L, 2, 1, 3 })), tokens, width);
            x = l.Op("Add", [x, Linear(mixed, width, width)]);
            var wide = Linear(Norm(x), width, 2 * width);
            var bent = l.Op("Add", [l.Op("Erf", l.Op("Div", [wide, l.Reals([], Math.Sqrt(2))])), l.Reals([], 1)]);
            x = l.Op("Add", [x, Linear(l.Op("Mul", [l.Op("Mul", [wide, bent]), l.Reals([], 0.5)]), 2 * width, width)]);
        }
        l.Dense(l.Op("Gather", [Norm(x), l.Int(0)], ("axis", 1L)), width, 10);
        return l;
    }
}
