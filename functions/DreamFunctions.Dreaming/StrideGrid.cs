using System.Numerics;

namespace DreamFunctions.Dreaming;

/// <summary>The grid on which a layer's cells lie: every stride pixels one.</summary>
public static class StrideGrid
{
    /// <summary>The least multiple of the stride that is not below a length.</summary>
    /// <param name="length">In pixels, not negative.</param>
    /// <param name="stride">In pixels, at least 1.</param>
    /// <exception cref="OverflowException">There is none among whole numbers of 32 bits.</exception>
    public static int RoundUp(int length, int stride) => checked((length + stride - 1) / stride * stride);

    /// <summary>The grid on which every layer has cells: the least common multiple of their strides.</summary>
    /// <param name="strides">In pixels, each at least 1.</param>
    public static int Common(IEnumerable<int> strides) =>
        strides.Aggregate(1, (a, b) => a / (int)BigInteger.GreatestCommonDivisor(a, b) * b);
}
