namespace DreamFunctions.Autodiff.Tests.Rules;

internal static class ResizingCases
{
    public static IEnumerable<Case> All() =>
    [
        .. from mode in new[] { "nearest", "linear", "cubic" }
           from place in new[] { "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric" }
           from scale in new[] { 2, 1.7, 0.6 }
           select By(mode, place, scale, scale),
        By("nearest", "asymmetric", 2, 3, ("nearest_mode", "floor")),
        By("nearest", "half_pixel", 4, 2, ("nearest_mode", "round_prefer_ceil")),
        By("linear", "half_pixel", 1, 2.5),
        By("linear", "half_pixel", 0.4, 0.5, ("antialias", 1L)),
        .. from mode in new[] { "nearest", "linear" }
           select Case.OfFloat("Resize", [2, 3, 5, 7], "x   sizes", n => n.Longs("from", 0).Longs("to", 2).Longs("space", 9, 11)
               .Node("Shape", ["x"], "all").Node("Slice", ["all", "from", "to"], "first")
               .Node("Concat", ["first", "space"], "sizes", ("axis", 0L)), name: $"{mode} to a size", attributes: ("mode", mode)),
        Case.OfFloat("Resize", [2, 3, 7, 5], "x  scales", n => n.Floats("scales", 1.5, 2), name: "of two axes",
            attributes: [("mode", "linear"), ("axes", new[] { 3L, -2 })]),
        Case.OfFloat("Resize", [2, 3, 7], "x  scales", n => n.Floats("scales", 1, 1, 2.5), name: "in one dimension",
            attributes: ("mode", "linear")),
    ];

    private static Case By(string mode, string place, double high, double wide, params (string Name, object Value)[] more) =>
        Case.OfFloat("Resize", [2, 3, 6, 7], "x  scales", n => n.Floats("scales", 1, 1, high, wide),
            name: $"{mode}, {place}, by {high}x{wide}{string.Concat(more.Select(m => $", {m.Name} {m.Value}"))}",
            attributes: [("mode", mode), ("coordinate_transformation_mode", place), .. more]);
}
