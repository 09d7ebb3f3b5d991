namespace DreamFunctions.Dreaming;

/// <summary>
/// The random shift of each iteration, which keeps the net's stride from showing as a pattern. It is a pure function of
/// seed, octave and iteration: all tiles of an octave take the same one without telling each other, and a replay, a
/// second attempt or another machine takes it again.
/// </summary>
public static class Jitter
{
    /// <summary>The shift; each axis uniform in [-jitter/2, jitter - jitter/2), so (0, 0) for a jitter of 0 or 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The jitter is negative.</exception>
    public static Shift Draw(ulong seed, int octave, int iteration, int jitter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        var state = Mixed.Of(Mixed.Of(Mixed.Of(seed) + (uint)octave) + (uint)iteration);
        return new Shift(Below(Mixed.Of(state + 1), jitter), Below(Mixed.Of(state + 2), jitter));
    }

    private static int Below(ulong bits, int jitter) => (int)Math.BigMul(bits, (ulong)jitter, out _) - (jitter / 2);
}
