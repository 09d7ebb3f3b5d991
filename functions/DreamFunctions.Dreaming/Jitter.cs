namespace DreamFunctions.Dreaming;

/// <summary>
/// The random shift of each iteration, which keeps the net's stride from showing as a pattern. It is a pure function of
/// seed, octave and iteration: all tiles of an octave take the same one without telling each other, and a replay, a
/// second attempt or another machine takes it again.
/// </summary>
public static class Jitter
{
    // Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: SplitMix64.
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The shift; each axis uniform in [-jitter/2, jitter - jitter/2), so (0, 0) for a jitter of 0 or 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The jitter is negative.</exception>
    public static Shift Draw(ulong seed, int octave, int iteration, int jitter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        var state = Mix(Mix(Mix(seed) + (uint)octave) + (uint)iteration);
        return new Shift(Below(Mix(state + 1), jitter), Below(Mix(state + 2), jitter));
    }

    private static int Below(ulong bits, int jitter) => (int)Math.BigMul(bits, (ulong)jitter, out _) - (jitter / 2);

    private static ulong Mix(ulong value)
    {
        value += Golden;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
