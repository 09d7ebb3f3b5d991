namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ReductionCases
{
    public static IEnumerable<Case> All() =>
        from op in new[]
        {
            "ReduceSum", "ReduceMean", "ReduceSumSquare", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceLogSum",
            "ReduceLogSumExp",
        }
        from keep in new[] { 0L, 1L }
        from axes in new[] { "2 3", "1", "-1 0", "" }
        let draw = op is "ReduceMax" or "ReduceMin" ? Draw.Apart : op is "ReduceLogSum" ? Draw.Positive : Draw.OffZero
        select axes.Length == 0
            ? Make(op, "x", null, draw, $"all axes, keepdims {keep}", keep)
            : Make(op, "x axes", n => n.Longs("axes", [.. axes.Split(' ').Select(long.Parse)]), draw, $"axes {axes}, keepdims {keep}", keep);

    /// <summary>In double where the runtime has a kernel.</summary>
    private static Case Make(string op, string inputs, Action<Net>? rest, Draw draw, string name, long keep) =>
        op is "ReduceL1" or "ReduceL2" or "ReduceLogSum"
            ? Case.OfFloat(op, [2, 3, 5, 7], inputs, rest, draw, name, linear: false, ("keepdims", keep))
            : Case.Of(op, [2, 3, 5, 7], inputs, rest, draw, name, ("keepdims", keep));
}
