using System.Collections.Frozen;
using DreamFunctions.Autodiff.Rules;

namespace DreamFunctions.Autodiff;

/// <summary>THE TABLE: operator -> vector-Jacobian product. A new operator is one line here and one check in the tests.</summary>
internal static class VjpRules
{
    public static FrozenDictionary<string, Rule> Table { get; } = new Dictionary<string, Rule>
    {
        ["Identity"] = One(s => s.G),
        ["Neg"] = One(s => s.Neg(s.G)),
        ["Abs"] = One(s => s.Mul(s.G, s.Emit("Sign", [s.X]))),
        ["Exp"] = One(s => s.Mul(s.G, s.Y)),
        ["Log"] = One(s => s.Div(s.G, s.X)),
        ["Sqrt"] = One(s => s.Div(s.Mul(s.G, 0.5), s.Y)),
        ["Reciprocal"] = One(s => s.Neg(s.Mul(s.G, s.Mul(s.Y, s.Y)))),
        ["Sigmoid"] = One(s => s.Mul(s.G, s.Mul(s.Y, s.Sub(s.Scalar(1), s.Y)))),
        ["Tanh"] = One(s => s.Mul(s.G, s.Sub(s.Scalar(1), s.Mul(s.Y, s.Y)))),
        ["Softplus"] = One(s => s.Mul(s.G, s.Emit("Sigmoid", [s.X]))),
        ["Cast"] = One(Elementwise.Cast),
        ["Clip"] = One(Elementwise.Clip),
        ["Relu"] = One(Elementwise.Relu),
        ["LeakyRelu"] = One(Elementwise.LeakyRelu),
        ["Elu"] = One(Elementwise.Elu),
        ["PRelu"] = One(Elementwise.PRelu),

        ["Add"] = Stretched(s => [s.G, s.G]),
        ["Sub"] = Stretched(s => [s.G, s.Wants(1) ? s.Neg(s.G) : null]),
        ["Mul"] = Stretched(s => [s.Wants(0) ? s.Mul(s.G, s.Input(1)) : null, s.Wants(1) ? s.Mul(s.G, s.X) : null]),
        ["Div"] = Stretched(Elementwise.Div),
        ["Pow"] = Stretched(Elementwise.Pow),
        ["Sum"] = Stretched(s => [.. s.Node.Input.Select(_ => s.G)]),
        ["Mean"] = Stretched(Elementwise.Mean),
        ["Where"] = Stretched(Elementwise.Where),
        ["Expand"] = Stretched(s => [s.G, null]),

        ["Conv"] = One(Convolution.Conv),
        ["ConvTranspose"] = One(Convolution.ConvTranspose),
        ["MaxPool"] = One(Pooling.Max),
        ["AveragePool"] = One(Pooling.Average),
        ["GlobalAveragePool"] = One(Pooling.GlobalAverage),
        ["LRN"] = One(Normalization.Lrn),
        ["Softmax"] = One(Normalization.Softmax),
        ["LogSoftmax"] = One(Normalization.LogSoftmax),
        ["ReduceSum"] = One(s => Reduction.Spread(s, s.G)),
        ["ReduceMean"] = One(Reduction.Mean),
        ["ReduceSumSquare"] = One(s => s.Mul(Reduction.Spread(s, s.G), s.Mul(s.X, 2))),
        ["Gemm"] = new(Linear.Gemm, Broadcasting.Third),
        ["MatMul"] = new(Linear.MatMul, Broadcasting.Batch),

        ["Reshape"] = One(Shape.Back),
        ["Flatten"] = One(Shape.Back),
        ["Squeeze"] = One(Shape.Back),
        ["Unsqueeze"] = One(Shape.Back),
        ["Transpose"] = One(Shape.Transpose),
        ["Concat"] = new(Shape.Concat),
        ["Split"] = One(Shape.Split),
        ["Slice"] = One(Shape.Scattered),
        ["Gather"] = One(Shape.Scattered),
        ["Pad"] = One(Shape.Pad),

        // No gradient: what these give does not move with the picture's values, or only in steps.
        ["Shape"] = Rule.None,
        ["Size"] = Rule.None,
        ["ConstantOfShape"] = Rule.None,
        ["Sign"] = Rule.None,
        ["Floor"] = Rule.None,
        ["Ceil"] = Rule.None,
        ["Round"] = Rule.None,
        ["Equal"] = Rule.None,
        ["Greater"] = Rule.None,
        ["Less"] = Rule.None,
        ["ArgMax"] = Rule.None,
    }.ToFrozenDictionary();

    /// <summary>The operators with a gradient, in alphabetical order.</summary>
    public static IReadOnlyList<string> Operators { get; } =
        [.. Table.Where(r => r.Value.Vjp is not null).Select(r => r.Key).Order(StringComparer.Ordinal)];

    private static Rule One(Func<Site, string> vjp) => new(s => [vjp(s)]);

    private static Rule Stretched(Func<Site, string?[]> vjp) => new(vjp, Broadcasting.Elementwise);
}
