namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// A cotangent of twice the size, kept as four tensors: <paramref name="Parts"/>[2 a + b] at (k, l) belongs to the pixel
/// (2 k + a - <paramref name="Top"/>, 2 l + b - <paramref name="Left"/>). Pixels outside the tensor meant are 0.
/// </summary>
internal sealed record Phases(string[] Parts, long Top, long Left)
{
    /// <summary>
    /// The tensor itself, of the sides of <paramref name="like"/>. By way of NHWC, where whole rows of channels move at once.
    /// </summary>
    public string Interleave(Site s, string like, long channels)
    {
        var deep = s.Emit("Transpose", [s.Emit("Concat", Parts, ("axis", 1L))], ("perm", new long[] { 0, 2, 3, 1 }));
        var apart = s.Reshape(deep, s.Ints(0, 0, 0, 2, 2 * channels));
        var rows = s.Emit("Transpose", [apart], ("perm", new long[] { 0, 1, 3, 2, 4 }));
        var width = s.Mul(s.Shape(Parts[0], 3, 4), s.Ints(2));
        var whole = s.Reshape(rows, s.Joined(s.Shape(Parts[0], 0, 1), s.Ints(-1), width, s.Ints(channels)));
        var begin = s.Ints(Top, Left);
        var cut = s.Emit("Slice", [whole, begin, s.Add(begin, s.Shape(like, 2)), s.Ints(1, 2)]);
        return s.Emit("Transpose", [cut], ("perm", new long[] { 0, 3, 1, 2 }));
    }
}
