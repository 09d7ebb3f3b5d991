namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class LinearCases
{
    public static IEnumerable<Case> All() =>
    [
        .. from a in new[] { 0L, 1 }
           from b in new[] { 0L, 1 }
           from left in new[] { true, false }
           select Gemm(a, b, left),
        Case.Of("Gemm", [4, 5], "x w c", n => n.Weights("w", 5, 3).Node("ReduceSum", ["x"], "c", ("keepdims", 0L)),
            name: "bias from the image, stretched", attributes: ("beta", 0.7)),
        Case.Of("MatMul", [2, 3, 4, 5], "x w", n => n.Weights("w", 5, 3), name: "matrix right"),
        Case.Of("MatMul", [2, 3, 4, 5], "w x", n => n.Weights("w", 3, 4), name: "matrix left"),
        Case.Of("MatMul", [4, 5], "x w", n => n.Weights("w", 2, 3, 5, 6), name: "stretched over a batch"),
        Case.Of("MatMul", [2, 1, 4, 5], "x w", n => n.Weights("w", 3, 5, 6), name: "both stretched"),
        Case.Of("MatMul", [2, 3, 4, 4], "x x", name: "with itself"),
    ];

    private static Case Gemm(long a, long b, bool left)
    {
        var other = left ? (b == 0 ? new[] { 5L, 3 } : [3, 5]) : a == 0 ? [3, 4] : [4, 3];
        var mine = left ? (a == 0 ? new[] { 4L, 5 } : [5, 4]) : b == 0 ? [4, 5] : [5, 4];
        return Case.Of("Gemm", mine, left ? "x w c" : "w x c", n => n.Weights("w", other).Weights("c", 1),
            name: $"x {(left ? "left" : "right")}, transA {a}, transB {b}",
            attributes: [("transA", a), ("transB", b), ("alpha", 0.5), ("beta", 2.0)]);
    }
}
