namespace DreamFunctions.Dreaming;

/// <summary>
/// One step of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): from a number to bits
/// that look random, the same everywhere.
/// </summary>
internal static class Mixed
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static ulong Of(ulong value)
    {
        value += Golden;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
