namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// Of three neighbours that a pool sees along one axis the greatest gets the cotangent, the first on a tie as in the runtime: tap 0
/// where nothing is above it; of the rest tap 2 where it rises above tap 1.
/// </summary>
internal static class FirstOfThree
{
    /// <param name="s">Where it is written.</param>
    /// <param name="g">The cotangent of the maximum.</param>
    /// <param name="above">What the maximum has above tap 0, hence never negative.</param>
    /// <param name="rises">1 where tap 2 is greater than tap 1, else 0.</param>
    /// <param name="channels">Their number.</param>
    /// <returns>What tap 0 gets, what it leaves, and what tap 2 gets of that; tap 1 gets the rest.</returns>
    public static (string Zeroth, string Left, string Second) Split(Site s, string g, string above, string rises, long channels)
    {
        var zeroth = s.Mul(g, Steps.Zero(s, above, channels));
        var left = Minus(s, g, zeroth, channels);
        return (zeroth, left, s.Mul(left, rises));
    }

    /// <summary>a - b.</summary>
    public static string Minus(Site s, string a, string b, long channels) =>
        s.Add(a, Steps.Depthwise(s, b, channels, [1, 1], [-1], [0, 0, 0, 0]));
}
