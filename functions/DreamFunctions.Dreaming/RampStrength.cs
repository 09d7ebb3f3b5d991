namespace DreamFunctions.Dreaming;

/// <summary>How much of the gain of <see cref="RampContrast"/> a border needs.</summary>
/// <remarks>
/// The gain follows from how far the steps of two details agree. Two things are not in it: what is coarser than the fine detail
/// loses contrast too where tiles disagree, so that it is too little; and the ramp itself adds a step, its slope times the
/// difference of the two, which is much where a detail is smooth, so that it is too much. Both are in the steps of the blend.
/// </remarks>
internal static class RampStrength
{
    private const float Most = 3;

    /// <summary>
    /// k in 0..3 so that the steps across the border are on average what the tiles' own are there:
    /// k = (own - plain) / (full - plain), with sums over the whole overlap of |step| in plain, the weighted sum of the details; full,
    /// the same with the whole gain; own, the weighted sum of the |steps|. 1 where the gain changes nothing.
    /// </summary>
    /// <param name="grid">The grid.</param>
    /// <param name="a">A tile.</param>
    /// <param name="b">Its neighbour on the right or below.</param>
    /// <param name="detailA">The one's detail.</param>
    /// <param name="detailB">The other's.</param>
    /// <param name="agreement">How far they agree: <see cref="Agreement"/>.</param>
    public static float Of(TileGrid grid, int a, int b, Plane detailA, Plane detailB, float agreement)
    {
        var overlap = Border.Overlap(grid, a, b);
        var across = b == a + 1;
        var weights = across
            ? FeatherWeights.Across(grid, a, overlap.X, overlap.Width)
            : FeatherWeights.Down(grid, a, overlap.Y, overlap.Height);
        float[] gains = [.. weights.Select(w => RampContrast.Gain(1 - (2 * w * (1 - w) * (1 - agreement))))];
        Plane fineA = FineDetail.Of(detailA, grid.DetailOf(a), overlap), fineB = FineDetail.Of(detailB, grid.DetailOf(b), overlap);
        double own = 0, plain = 0, full = 0;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = across ? overlap.Y : overlap.Y + 1; y < overlap.Bottom; y++)
            {
                var line = new Line(detailA, detailB, fineA, fineB, channel, y, overlap);
                var above = across ? line : new Line(detailA, detailB, fineA, fineB, channel, y - 1, overlap);
                for (var x = across ? 1 : 0; x < overlap.Width; x++)
                {
                    int here = across ? x : y - overlap.Y, before = across ? x - 1 : x;
                    var middle = (weights[here] + weights[here - 1]) / 2;
                    own += (middle * Math.Abs(line.A[x] - above.A[before])) + ((1 - middle) * Math.Abs(line.B[x] - above.B[before]));
                    var step = line.Plain(x, weights[here]) - above.Plain(before, weights[here - 1]);
                    var more = (gains[here] * line.Fine(x, weights[here])) - (gains[here - 1] * above.Fine(before, weights[here - 1]));
                    plain += Math.Abs(step);
                    full += Math.Abs(step + more);
                }
            }
        }

        return full - plain <= 1e-6 * plain ? 1 : (float)Math.Clamp((own - plain) / (full - plain), 0, Most);
    }

    private readonly ref struct Line(Plane a, Plane b, Plane fineA, Plane fineB, int channel, int y, Region part)
    {
        private readonly ReadOnlySpan<float> fineRowA = fineA.Row(channel, y, part.X, part.Width);
        private readonly ReadOnlySpan<float> fineRowB = fineB.Row(channel, y, part.X, part.Width);

        public ReadOnlySpan<float> A { get; } = a.Row(channel, y, part.X, part.Width);

        public ReadOnlySpan<float> B { get; } = b.Row(channel, y, part.X, part.Width);

        public float Plain(int x, float weight) => (weight * A[x]) + ((1 - weight) * B[x]);

        public float Fine(int x, float weight) => (weight * fineRowA[x]) + ((1 - weight) * fineRowB[x]);
    }
}
