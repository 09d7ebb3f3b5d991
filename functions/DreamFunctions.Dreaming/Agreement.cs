namespace DreamFunctions.Dreaming;

/// <summary>How far the dreams of two tiles agree where they overlap.</summary>
internal static class Agreement
{
    /// <summary>
    /// rho = 2 q^2 - 1, at least 0, with q = sum |s_a + s_b| / sum (|s_a| + |s_b|) over the steps s between neighbouring pixels
    /// of the two details in their whole overlap, in both directions and all channels. 1 where they are alike, about 0 for
    /// unrelated ones. For normally distributed steps this is their correlation; being a ratio of mean absolute values it is just
    /// what keeps the mean step, the contrast that is seen, when both are averaged: products are ruled by the few strong
    /// strokes, on which tiles agree more than on the rest. 1 where neither has any step.
    /// </summary>
    /// <param name="a">The one's detail.</param>
    /// <param name="b">The other's.</param>
    /// <param name="overlap">What both hold.</param>
    public static float Of(Plane a, Plane b, Region overlap)
    {
        double together = 0, apart = 0;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = overlap.Y; y < overlap.Bottom; y++)
            {
                var rowA = a.Row(channel, y, overlap.X, overlap.Width);
                var rowB = b.Row(channel, y, overlap.X, overlap.Width);
                Add(rowA[1..], rowA, rowB[1..], rowB, ref together, ref apart);
                if (y > overlap.Y)
                {
                    var aboveA = a.Row(channel, y - 1, overlap.X, overlap.Width);
                    var aboveB = b.Row(channel, y - 1, overlap.X, overlap.Width);
                    Add(rowA, aboveA, rowB, aboveB, ref together, ref apart);
                }
            }
        }

        if (apart == 0)
        {
            return 1;
        }

        var share = together / apart;
        return (float)Math.Clamp((2 * share * share) - 1, 0, 1);
    }

    private static void Add(
        ReadOnlySpan<float> a, ReadOnlySpan<float> beforeA, ReadOnlySpan<float> b, ReadOnlySpan<float> beforeB,
        ref double together, ref double apart)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var stepA = a[i] - beforeA[i];
            var stepB = b[i] - beforeB[i];
            together += Math.Abs(stepA + stepB);
            apart += Math.Abs(stepA) + Math.Abs(stepB);
        }
    }
}
