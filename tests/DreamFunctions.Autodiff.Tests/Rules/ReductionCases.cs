namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ReductionCases
{
    public static IEnumerable<Case> All() =>
        from op in new[] { "ReduceSum", "ReduceMean", "ReduceSumSquare" }
        from keep in new[] { 0L, 1L }
        from axes in new[] { "2 3", "1", "-1 0", "" }
        select axes.Length == 0
            ? Case.Of(op, [2, 3, 5, 7], name: $"all axes, keepdims {keep}", attributes: ("keepdims", keep))
            : Case.Of(op, [2, 3, 5, 7], "x axes", n => n.Longs("axes", [.. axes.Split(' ').Select(long.Parse)]),
                name: $"axes {axes}, keepdims {keep}", attributes: ("keepdims", keep));
}
