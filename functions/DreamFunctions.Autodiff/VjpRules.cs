using System.Collections.Frozen;
using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Rules;

namespace DreamFunctions.Autodiff;

/// <summary>THE TABLE: operator -> vector-Jacobian product. A new operator is one line here and one check in the tests.</summary>
internal static class VjpRules
{
    /// <summary>What these give does not move with the picture's values, or only in steps.</summary>
    public static readonly string[] NoGradient =
    [
        "Shape", "Size", "ConstantOfShape", "EyeLike", "Range", "NonZero", "OneHot", "ArgMax", "ArgMin", "Sign", "Floor", "Ceil",
        "Round", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "And", "Or", "Xor", "IsNaN", "IsInf",
    ];

    public static FrozenDictionary<string, Rule> Table { get; } = new Dictionary<string, Rule>
    {
        ["Identity"] = One(s => s.G),
        ["Neg"] = One(s => s.Neg(s.G)),
        ["Abs"] = One(s => s.Mul(s.G, s.Emit("Sign", [s.X]))),
        ["Exp"] = One(s => s.Mul(s.G, s.Y)),
        ["Log"] = One(s => s.Div(s.G, s.X)),
        ["Sqrt"] = One(s => s.Div(s.Mul(s.G, 0.5), s.Y)),
        ["Reciprocal"] = One(s => s.Neg(s.Mul(s.G, s.Mul(s.Y, s.Y)))),
        ["Erf"] = One(s => s.Mul(s.G, s.Mul(s.Emit("Exp", [s.Neg(s.Mul(s.X, s.X))]), 2 / Math.Sqrt(Math.PI)))),
        ["Cast"] = One(Elementwise.Cast),
        ["Clip"] = One(Elementwise.Clip),

        ["Relu"] = One(Activation.Relu),
        ["LeakyRelu"] = One(s => s.Where(s.Positive(s.X), s.G, s.Mul(s.G, s.Node.Real("alpha", 0.01)))),
        ["PRelu"] = One(s => s.Where(s.Positive(s.X), s.G, s.Mul(s.G, s.Input(1)))),
        ["ThresholdedRelu"] = One(s => s.Where(s.Emit("Greater", [s.X, s.Scalar(s.Node.Real("alpha", 1))]), s.G, s.Scalar(0))),
        ["Elu"] = One(s => s.Where(s.Positive(s.X), s.G, s.Mul(s.G, s.Add(s.Y, s.Scalar(s.Node.Real("alpha", 1)))))),
        ["Celu"] = One(s => s.Where(s.Positive(s.X), s.G, s.Add(s.G, s.Mul(s.Mul(s.G, s.Y), 1 / s.Node.Real("alpha", 1))))),
        ["Selu"] = One(Activation.Selu),
        ["Sigmoid"] = One(s => s.Mul(s.G, s.Mul(s.Y, s.Sub(s.Scalar(1), s.Y)))),
        ["Tanh"] = One(s => s.Mul(s.G, s.Sub(s.Scalar(1), s.Mul(s.Y, s.Y)))),
        ["Softplus"] = One(s => s.Mul(s.G, s.Emit("Sigmoid", [s.X]))),
        ["Softsign"] = One(s => s.Div(s.G, s.Square(s.Add(s.Emit("Abs", [s.X]), s.Scalar(1))))),
        ["HardSigmoid"] = One(Activation.HardSigmoid),
        ["HardSwish"] = One(Activation.HardSwish),
        ["Mish"] = One(Activation.Mish),
        ["Gelu"] = One(Activation.Gelu),

        ["Add"] = Stretched(s => [s.G, s.G]),
        ["Sub"] = Stretched(s => [s.G, s.Wants(1) ? s.Neg(s.G) : null]),
        ["Mul"] = Stretched(s => [s.Wants(0) ? s.Mul(s.G, s.Input(1)) : null, s.Wants(1) ? s.Mul(s.G, s.X) : null]),
        ["Div"] = Stretched(Elementwise.Div),
        ["Pow"] = Stretched(Elementwise.Pow),
        ["Sum"] = Stretched(s => [.. s.Node.Input.Select(_ => s.G)]),
        ["Mean"] = Stretched(Elementwise.Mean),
        ["Max"] = Stretched(Elementwise.Extreme),
        ["Min"] = Stretched(Elementwise.Extreme),
        ["Where"] = Stretched(Elementwise.Where),
        ["Expand"] = Stretched(s => [s.G, null]),

        ["Conv"] = One(Convolution.Conv),
        ["ConvTranspose"] = One(Convolution.ConvTranspose),
        ["MaxPool"] = One(Pooling.Max),
        ["AveragePool"] = One(Pooling.Average),
        ["LpPool"] = One(Pooling.Lp),
        ["GlobalAveragePool"] = One(Pooling.GlobalAverage),
        ["GlobalMaxPool"] = One(s => Reduction.Extreme(s, s.Ints(Pooling.Space(s)))),
        ["Resize"] = One(Resizing.Resize),

        ["LRN"] = One(Normalization.Lrn),
        ["InstanceNormalization"] = One(Standardization.Instance),
        ["LayerNormalization"] = One(Standardization.Layer),
        ["GroupNormalization"] = One(Standardization.Group),
        ["Softmax"] = One(Normalization.Softmax),
        ["LogSoftmax"] = One(Normalization.LogSoftmax),

        ["ReduceSum"] = One(s => Reduction.Spread(s, s.G)),
        ["ReduceMean"] = One(Reduction.Mean),
        ["ReduceMax"] = One(s => Reduction.Extreme(s, s.HasInput(1) ? s.Input(1) : null)),
        ["ReduceMin"] = One(s => Reduction.Extreme(s, s.HasInput(1) ? s.Input(1) : null)),
        ["ReduceSumSquare"] = One(s => s.Mul(Reduction.Spread(s, s.G), s.Mul(s.X, 2))),
        ["ReduceL1"] = One(s => s.Mul(Reduction.Spread(s, s.G), s.Emit("Sign", [s.X]))),
        ["ReduceL2"] = One(s => s.Mul(Reduction.Spread(s, s.Quotient(s.G, s.Y)), s.X)),
        ["ReduceLogSum"] = One(s => Reduction.Spread(s, s.Div(s.G, s.Emit("Exp", [s.Y])))),
        ["ReduceLogSumExp"] = One(s => s.Mul(Reduction.Spread(s, s.G), s.Emit("Exp", [s.Sub(s.X, Reduction.Spread(s, s.Y))]))),
        ["Gemm"] = new(Linear.Gemm, Broadcasting.Third),
        ["MatMul"] = new(Linear.MatMul, Broadcasting.Batch),

        ["Reshape"] = One(Shape.Back),
        ["Flatten"] = One(Shape.Back),
        ["Squeeze"] = One(Shape.Back),
        ["Unsqueeze"] = One(Shape.Back),
        ["Transpose"] = One(Shape.Transpose),
        ["DepthToSpace"] = One(Shape.DepthToSpace),
        ["SpaceToDepth"] = One(s => s.Emit("DepthToSpace", [s.G], ("blocksize", s.Node.Int("blocksize", 1)))),
        ["Concat"] = new(Shape.Concat),
        ["Split"] = One(Shape.Split),
        ["Slice"] = One(Shape.Slice),
        ["Pad"] = One(Shape.Pad),
        ["Gather"] = One(Scattered.Back),
        ["Tile"] = One(Scattered.Back),
    }.Concat(NoGradient.Select(op => KeyValuePair.Create(op, Rule.None))).ToFrozenDictionary();

    /// <summary>The operators with a gradient, in alphabetical order.</summary>
    public static IReadOnlyList<string> Operators { get; } =
        [.. Table.Where(r => r.Value.Vjp is not null).Select(r => r.Key).Order(StringComparer.Ordinal)];

    private static Rule One(Func<Site, string> vjp) => new(s => [vjp(s)]);

    private static Rule Stretched(Func<Site, string?[]> vjp) => new(vjp, Broadcasting.Elementwise);
}
