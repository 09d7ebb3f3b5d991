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
        Standard("InstanceNormalization", "", [2, 3, 5, 7], 3),
        Standard("InstanceNormalization", "in one dimension", [2, 3, 7], 3),
        Standard("LayerNormalization", "", [2, 3, 7], 7),
        Standard("LayerNormalization", "over three axes", [2, 3, 5, 7], 105, ("axis", 1L)) with { Opset = 17 },
        Standard("GroupNormalization", "one scale a group", [2, 6, 5, 7], 3, ("num_groups", 3L)),
        Standard("GroupNormalization", "one scale a channel", [2, 6, 5, 7], 6, ("num_groups", 3L)) with { Opset = 21 },
    ];

    private static Case Standard(string op, string name, long[] shape, long scales, params (string, object)[] attributes) =>
        Case.OfFloat(op, shape, "x scale shift", n => n
            .Weights("scale", scales == 105 ? [3, 5, 7] : [scales]).Weights("shift", scales == 105 ? [3, 5, 7] : [scales]),
            name: name, linear: false, attributes: [.. attributes, ("epsilon", 0.01)]);


    private static Case Lrn(string name, long channels, long size, double alpha, double beta, double bias) =>
        Case.OfFloat("LRN", [2, channels, 5, 4], name: name, linear: false, attributes:
            [("size", size), ("alpha", alpha), ("beta", beta), ("bias", bias)]);
}
