using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// A cotangent of twice the size, kept as four tensors: <paramref name="Parts"/>[2 a + b] at (k, l) belongs to the pixel
/// (2 k + a - <paramref name="Top"/>, 2 l + b - <paramref name="Left"/>). Pixels outside the tensor meant are 0.
/// <paramref name="Sides"/> are the parts' height and width.
/// </summary>
internal sealed record Phases(string[] Parts, long Top, long Left, Dim[] Sides)
{
    /// <summary>
    /// The tensor itself, of the sides of <paramref name="like"/>. In NHWC two Concats interleave: channels of neighbours stand
    /// side by side, then rows do, and both move in long runs. (One Transpose with five axes says the same; once sizes are known
    /// the runtime's optimiser merges it with its neighbours into one that is ten times slower.)
    /// </summary>
    public string Interleave(Site s, string like, long channels)
    {
        var fits = (Top, Left) == (0, 0) && s.Shapes.HasSides(like, [.. Sides.Select(side => side.By(2))]);
        string Row(string even, string odd) => s.Reshape(s.Emit("Transpose", [s.Emit("Concat", [even, odd], ("axis", 1L))],
            ("perm", new long[] { 0, 2, 3, 1 })), s.Ints(0, 0, -1));
        var rows = s.Emit("Concat", [Row(Parts[0], Parts[1]), Row(Parts[2], Parts[3])], ("axis", 2L));
        var width = s.Mul(s.Shape(Parts[0], 3, 4), s.Ints(2));
        var whole = s.Reshape(rows, s.Joined(s.Shape(Parts[0], 0, 1), s.Ints(-1), width, s.Ints(channels)));
        var begin = s.Ints(Top, Left);
        var cut = fits ? whole : s.Emit("Slice", [whole, begin, s.Add(begin, s.Shape(like, 2)), s.Ints(1, 2)]);
        var planes = s.Emit("Transpose", [cut], ("perm", new long[] { 0, 3, 1, 2 }));
        s.Notes.ChannelsLast[planes] = cut;
        return planes;
    }
}
