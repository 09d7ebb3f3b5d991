namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ShapeCases
{
    private static readonly long[] Odd = [2, 3, 5, 7];

    public static IEnumerable<Case> All() =>
    [
        Case.Of("Reshape", Odd, "x shape", n => n.Longs("shape", 0, -1, 7)),
        Case.Of("Reshape", Odd, "x shape", n => n.Longs("from", 2).Longs("to", 4).Longs("axis", 0).Longs("first", -1)
            .Node("Shape", ["x"], "all").Node("Slice", ["all", "from", "to", "axis"], "space")
            .Node("Concat", ["first", "space"], "shape", ("axis", 0L)), name: "to a shape computed from x"),
        Case.Of("Flatten", Odd, attributes: ("axis", 2L)),
        Case.Of("Squeeze", [2, 1, 5, 1], "x axes", n => n.Longs("axes", 1, -1)),
        Case.Of("Squeeze", [2, 1, 5, 1], name: "all ones"),
        Case.Of("Unsqueeze", [2, 5], "x axes", n => n.Longs("axes", 0, -1)),
        Case.Of("Transpose", Odd, attributes: ("perm", new[] { 2L, 0, 3, 1 })),
        Case.Of("Transpose", Odd, name: "reversed"),
        Case.Of("Concat", Odd, "x c x", n => n.Weights("c", 2, 4, 5, 7), name: "sizes unknown", attributes: ("axis", 1L)),
        Case.Of("Concat", Odd, "x c x", n => n.Weights("c", 2, 3, 5, 4), name: "axis from the end", attributes: ("axis", -1L)),
        Case.OfFloat("Concat", Odd, "a b x", n => n.Node("Relu", ["x"], "a").Node("Tanh", ["x"], "b"),
            name: "sizes known", linear: false, attributes: ("axis", 1L)),
        Case.OfFloat("Concat", Odd, "a b c", n => n.Node("Relu", ["x"], "a").Node("Tanh", ["x"], "t").Node("Relu", ["t"], "b")
            .Node("Neg", ["x"], "m").Node("Relu", ["m"], "c"), name: "of ReLUs only", linear: false, attributes: ("axis", 1L)),
        Case.OfFloat("Concat", Odd, "a a r", n => n.Node("Relu", ["x"], "a").Node("Tanh", ["a"], "t").Node("Relu", ["t"], "r"),
            name: "of ReLUs that others read too", linear: false, attributes: ("axis", 1L)),
        Case.Of("Split", [2, 6, 5], "x", n => n.Reals("two", [], 2), name: "", attributes: [("axis", 1L), ("num_outputs", 1L)]),
        Split("all parts", "b a"),
        Split("one part unused", "b b"),
        Slice("from the start", [0], [3], [2], [1]),
        Slice("from the end", [-3], [-1], [3], [1]),
        Slice("in the middle, by free starts", [1, -3], [-1, 100], [2, -1], [1, 1]),
        Slice("from before the start", [-100], [2], [3], [1]),
        Case.Of("Slice", Odd, "x from to", n => n.Longs("from", 0, 1).Longs("to", 9, 2), name: "of the first axes"),
        Slice("every second, two axes", [1, 0], [100, 6], [2, 3], [2, 3]),
        Slice("backwards", [-1], [-100], [3], [-2]),
        Case.Of("Gather", Odd, "x at", n => n.Longs("at", 2, 0, 2, -1), name: "with a repeat", attributes: ("axis", 3L)),
        Case.Of("Gather", Odd, "x at", n => n.Model.Graph.Initializer.Add(Graphs.Tensors.Of("at", [], [1])), name: "of one",
            attributes: ("axis", 1L)),
        Case.Of("Tile", Odd, "x times", n => n.Longs("times", 1, 2, 3, 1)),
        Case.Of("DepthToSpace", [2, 12, 3, 5], name: "by depth", attributes: ("blocksize", 2L)),
        Case.Of("DepthToSpace", [2, 12, 3, 5], name: "by column", attributes: [("blocksize", 2L), ("mode", "CRD")]),
        Case.Of("SpaceToDepth", [2, 3, 6, 4], attributes: ("blocksize", 2L)),
        Case.Of("Pad", Odd, "x pads", n => n.Longs("pads", 0, 0, 1, 2, 0, 0, 3, 0), name: "constant"),
        Case.Of("Pad", Odd, "x pads value axes", n => n.Longs("pads", 1, 2, 3, 0).Reals("value", [], 7).Longs("axes", 2, 3),
            name: "constant along axes"),
        Case.Of("Pad", Odd, "x pads", n => n.Longs("pads", 0, 0, -1, 2, 0, 0, 3, -2), name: "cut off at one end"),
        .. from mode in new[] { "reflect", "edge" }
           select Case.Of("Pad", Odd, "x pads", n => n.Longs("pads", 0, 0, 1, 2, 0, 0, 3, 1), name: mode,
               attributes: ("mode", mode)),
    ];

    private static Case Split(string name, string used)
    {
        var (left, right) = (used.Split(' ')[0], used.Split(' ')[1]);
        return Case.Of("Mul", [2, 6, 5], $"{left} {right}", n => n.Longs("sizes", 3, 3)
            .Node("Split", ["x", "sizes"], "a b", ("axis", 1L)), name: $"of a Split, {name}");
    }

    private static Case Slice(string name, long[] from, long[] to, long[] axes, long[] steps) =>
        Case.Of("Slice", Odd, "x from to axes steps", n => n
            .Longs("from", from).Longs("to", to).Longs("axes", axes).Longs("steps", steps), name: name);
}
