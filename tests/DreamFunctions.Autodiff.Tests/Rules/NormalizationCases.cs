namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class NormalizationCases
{
    public static IEnumerable<Case> All() =>
    [
        Lrn("as in GoogLeNet, but stronger", 7, 5, 0.5, 0.75, 1),
        Lrn("fewer channels than the window", 3, 5, 0.5, 0.75, 1),
        Lrn("bias 2", 7, 3, 0.5, 0.75, 2),
        Lrn("beta 0.5", 7, 3, 0.5, 0.5, 1),
        Lrn("beta 1", 7, 3, 0.5, 1, 1),
        Lrn("beta 0.6", 7, 3, 0.5, 0.6, 1),
        Case.Of("Softmax", [2, 3, 5, 7], name: "channels", attributes: ("axis", 1L)),
        Case.Of("Softmax", [3, 7], name: "last axis"),
        Case.Of("LogSoftmax", [3, 7], name: "last axis"),
        Case.Of("BatchNormalization", [2, 3, 5, 7], "x scale shift mean var", n => n
            .Weights("scale", 3).Weights("shift", 3).Weights("mean", 3).Reals("var", [3], 0.5, 1, 2)),
    ];

    private static Case Lrn(string name, long channels, long size, double alpha, double beta, double bias) =>
        Case.OfFloat("LRN", [2, channels, 5, 4], name: name, linear: false, attributes:
            [("size", size), ("alpha", alpha), ("beta", beta), ("bias", bias)]);
}
