namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ActivationCases
{
    private static readonly long[] Odd = [2, 3, 5, 7];

    public static IEnumerable<Case> All() =>
    [
        Case.Of("Relu", Odd),
        Float("Relu", "of known channels"),
        Case.Of("Sigmoid", Odd),
        Case.Of("Tanh", Odd),
        Float("Softplus"),
        Float("Softsign"),
        Float("LeakyRelu", attributes: ("alpha", 0.3)),
        Float("ThresholdedRelu", draw: Draw.Apart),
        Float("ThresholdedRelu", "below zero", Draw.Apart, attributes: ("alpha", -0.4)),
        Float("Elu", attributes: ("alpha", 0.7)),
        Float("Celu", attributes: ("alpha", 0.7)),
        Float("Selu"),
        Float("Selu", "of other slopes", attributes: [("alpha", 0.7), ("gamma", 1.3)]),
        Float("PRelu", rest: n => n.Weights("slope", 3, 1, 1), inputs: "x slope"),
        Float("HardSigmoid"),
        Float("HardSigmoid", "with both ends reached", Draw.Apart, attributes: ("alpha", 0.25)),
        Float("HardSwish", draw: Draw.Apart),
        Float("Mish"),
        Float("Gelu") with { Opset = 20 },
        Float("Gelu", "by tanh", attributes: ("approximate", "tanh")) with { Opset = 20 },
    ];

    private static Case Float(string op, string name = "", Draw draw = Draw.OffZero, Action<Net>? rest = null, string inputs = "x",
        params (string, object)[] attributes) =>
        Case.OfFloat(op, Odd, inputs, rest, draw, name, linear: false, attributes);
}
