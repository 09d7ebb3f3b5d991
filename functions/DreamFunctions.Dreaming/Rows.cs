using System.Numerics;
using System.Runtime.Intrinsics;

namespace DreamFunctions.Dreaming;

/// <summary>
/// The loops over a row of pixels. Each works element by element (no fused multiply-add), so that a value does not
/// depend on where in the row it stands nor on how wide the machine's vectors are.
/// </summary>
internal static class Rows
{
    /// <summary>difference = a - b.</summary>
    public static void Subtract(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> difference)
    {
        b = b[..a.Length];
        difference = difference[..a.Length];
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(a[i..]) - new Vector<float>(b[i..])).CopyTo(difference[i..]);
        }

        for (; i < a.Length; i++)
        {
            difference[i] = a[i] - b[i];
        }
    }

    /// <summary>row = clamp(row + factor * direction, 0, 255).</summary>
    public static void StepClamped(Span<float> row, float factor, ReadOnlySpan<float> direction)
    {
        direction = direction[..row.Length];
        var factors = new Vector<float>(factor);
        var white = new Vector<float>(255f);
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var stepped = new Vector<float>(row[i..]) + (factors * new Vector<float>(direction[i..]));
            Vector.Min(Vector.Max(stepped, Vector<float>.Zero), white).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] = Math.Min(Math.Max(row[i] + (factor * direction[i]), 0f), 255f);
        }
    }

    /// <summary>sum = sum + weight * row.</summary>
    public static void AddWeighted(Span<float> sum, float weight, ReadOnlySpan<float> row)
    {
        row = row[..sum.Length];
        var weights = new Vector<float>(weight);
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + (weights * new Vector<float>(row[i..]))).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += weight * row[i];
        }
    }

    /// <summary>sum = sum + (weight * weights) * row, the weights element by element.</summary>
    public static void AddWeighted(Span<float> sum, float weight, ReadOnlySpan<float> weights, ReadOnlySpan<float> row)
    {
        weights = weights[..sum.Length];
        row = row[..sum.Length];
        var common = new Vector<float>(weight);
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var product = (common * new Vector<float>(weights[i..])) * new Vector<float>(row[i..]);
            (new Vector<float>(sum[i..]) + product).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += (weight * weights[i]) * row[i];
        }
    }

    /// <summary>mix = a + fraction * (b - a).</summary>
    public static void Interpolate(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float fraction, Span<float> mix)
    {
        b = b[..a.Length];
        mix = mix[..a.Length];
        var fractions = new Vector<float>(fraction);
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var first = new Vector<float>(a[i..]);
            (first + (fractions * (new Vector<float>(b[i..]) - first))).CopyTo(mix[i..]);
        }

        for (; i < a.Length; i++)
        {
            mix[i] = a[i] + (fraction * (b[i] - a[i]));
        }
    }

    /// <summary>
    /// The sum of absolute values in double. Always in the same order: eight partial sums whatever the machine's vector
    /// width, then the rest of the row, so that every machine finds the same bits.
    /// </summary>
    public static double AbsoluteSum(ReadOnlySpan<float> row)
    {
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        var i = 0;
        for (; i <= row.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (first, second) = Vector256.Widen(Vector256.Abs(Vector256.Create(row.Slice(i, Vector256<float>.Count))));
            low += first;
            high += second;
        }

        var both = low + high;
        var sum = ((both[0] + both[1]) + both[2]) + both[3];
        for (; i < row.Length; i++)
        {
            sum += Math.Abs((double)row[i]);
        }

        return sum;
    }
}
