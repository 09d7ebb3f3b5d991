namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ElementwiseCases
{
    private static readonly long[] Odd = [2, 3, 5, 7];

    public static IEnumerable<Case> All()
    {
        foreach (var op in new[] { "Identity", "Neg", "Abs", "Exp", "Reciprocal" })
            yield return Case.Of(op, Odd);
        foreach (var op in new[] { "Log", "Sqrt" }) yield return Case.Of(op, Odd, draw: Draw.Positive);
        yield return Case.OfFloat("Erf", Odd, linear: false);
        yield return Case.Of("Cast", Odd, attributes: ("to", 11L));
        yield return Case.Of("Clip", Odd, "x low high", n => n.Reals("low", [], 0.03 - 1).Reals("high", [], 0.73), Draw.Apart);

        foreach (var op in new[] { "Add", "Sub", "Mul", "Div" })
        {
            yield return Case.Of(op, Odd, "x c", n => n.Weights("c", 3, 1, 1), name: "constant right");
            yield return Case.Of(op, Odd, "c x", n => n.Weights("c", 3, 1, 1), name: "constant left");
            yield return Case.Of(op, [1, 3, 1, 7], "x c", n => n.Weights("c", 2, 3, 5, 7), name: "stretched by a constant");
            yield return Case.Of(op, [3, 1, 1], "x c", n => n.Weights("c", 2, 3, 5, 7), name: "stretched to a higher rank");
            if (op is "Add" or "Mul") yield return Case.Of(op, Odd, "x x", name: "with itself");
            yield return Stretched(op, "row of itself", "ReduceMean", "2");
            yield return Stretched(op, "pixel of itself", "ReduceMean", "2 3");
            yield return Hidden(op);
            yield return HiddenRank(op);
        }
        yield return Case.Of("Pow", Odd, "x p", n => n.Reals("p", [], 3));
        yield return Case.Of("Pow", Odd, "x p", n => n.Weights("p", 3, 1, 1), Draw.Positive, "one power a channel");
        yield return Case.Of("Sum", Odd, "x c x", n => n.Weights("c", 2, 3, 1, 1));
        yield return Case.OfFloat("Mean", Odd, "x c x", n => n.Weights("c", 2, 3, 1, 1));
        foreach (var op in new[] { "Max", "Min" })
        {
            yield return Case.Of(op, Odd, "x c", n => n.Reals("c", [3, 1, 1], 0.007, 1.007, -0.993), Draw.Apart);
            yield return Case.Of(op, Odd, "m c x", n => n.Reals("c", [], 0.33).Node("Neg", ["x"], "m"), Draw.Apart, "of three");
            yield return Case.Of(op, Odd, "x", draw: Draw.Apart, name: "of one");
        }
        yield return Case.Of("Expand", [3, 1, 7], "x shape", n => n.Longs("shape", 2, 3, 5, 7));
        yield return Case.Of("Where", Odd, "is x c", n => n.Reals("zero", [], 0).Weights("c", 3, 1, 1)
            .Node("Greater", ["x", "zero"], "is"));
        yield return Where();
    }

    /// <summary>x with a mean of x that is stretched back: both sides depend on the image.</summary>
    private static Case Stretched(string op, string name, string reduction, string axes)
    {
        var c = Case.Of(op, Odd, "x m", n => n
            .Longs("axes", [.. axes.Split(' ').Select(long.Parse)])
            .Reals("one", [], 2)
            .Node(reduction, ["x", "axes"], "mean", ("keepdims", 1L))
            .Node("Add", ["mean", "one"], "m"), name: name);
        return c;
    }

    /// <summary>A slice of x, whose sides only the running net knows, is stretched.</summary>
    private static Case Hidden(string op) => Case.Of(op, Odd, "x row", n => n
        .Longs("from", 1).Longs("to", 2).Longs("axis", 2)
        .Node("Slice", ["x", "from", "to", "axis"], "row"), name: "sides known at run time");

    /// <summary>A reshape to a computed shape hides even the rank.</summary>
    private static Case HiddenRank(string op) => Case.Of(op, Odd, "x tail", n => n
        .Longs("from", 1).Longs("to", 9).Longs("axis", 0).Longs("zero", 0)
        .Node("Shape", ["x"], "all").Node("Slice", ["all", "from", "to", "axis"], "some")
        .Node("ReduceSum", ["x", "zero"], "sum", ("keepdims", 1L)).Node("Reshape", ["sum", "some"], "tail"),
        draw: Draw.Positive, name: "rank known at run time");

    private static Case Where() => Case.Of("Where", Odd, "is x m", n => n
        .Reals("zero", [], 0).Longs("axes", 1)
        .Node("Greater", ["x", "zero"], "is").Node("ReduceMean", ["x", "axes"], "m"), name: "of two that move");
}
