using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Matrix products.</summary>
internal static class Linear
{
    /// <summary>y = alpha A' B' + beta C, where ' transposes if the attribute says so.</summary>
    public static string?[] Gemm(Site s)
    {
        var (ta, tb, alpha) = (s.Node.Int("transA", 0), s.Node.Int("transB", 0), s.Node.Real("alpha", 1));
        string Product(string a, long transA, string b, long transB) =>
            s.Emit("Gemm", [a, b], ("alpha", alpha), ("transA", transA), ("transB", transB));
        return
        [
            !s.Wants(0) ? null : ta == 0 ? Product(s.G, 0, s.Input(1), 1 - tb) : Product(s.Input(1), tb, s.G, 1),
            !s.Wants(1) ? null : tb == 0 ? Product(s.X, 1 - ta, s.G, 0) : Product(s.G, 1, s.X, ta),
            !s.Wants(2) ? null : s.Mul(s.G, s.Node.Real("beta", 1)),
        ];
    }

    public static string?[] MatMul(Site s) =>
    [
        s.Wants(0) ? s.Emit("MatMul", [s.G, Transposed(s, 1)]) : null,
        s.Wants(1) ? s.Emit("MatMul", [Transposed(s, 0), s.G]) : null,
    ];

    private static string Transposed(Site s, int input)
    {
        if (s.Shapes[s.Input(0)] is not { Length: >= 2 } || s.Shapes[s.Input(1)] is not { Length: >= 2 })
            throw s.Unsupported("both factors need a known rank of at least 2");
        var rank = s.Shapes[s.Input(input)]!.Length;
        long[] perm = [.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2];
        return s.Emit("Transpose", [s.Input(input)], ("perm", perm));
    }
}
