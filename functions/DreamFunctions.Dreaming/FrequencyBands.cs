namespace DreamFunctions.Dreaming;

/// <summary>
/// A gradient cut into bands of frequency, differences of neighbouring Gaussians (a Laplacian pyramid without thinning out, so
/// that a band does not depend on where a window begins), and put together again with other strengths. A net's gradient is mostly
/// fine grain; with bands of equal strength dreams grow large, smooth shapes (Burt and Adelson 1983; lap_normalize of the
/// TensorFlow DeepDream notebook, whose strengths are each window's own: tiles could not share those).
/// </summary>
public static class FrequencyBands
{
    /// <summary>The bands: three differences and what is left below.</summary>
    public const int Count = 4;

    // Standard deviations in pixels; from one to the next the blur that is missing is the root of the difference of squares.
    private static readonly float[] Sigmas = [1, 2, 4];

    /// <summary>The bands of a gradient, the finest first; they add up to it.</summary>
    public static IReadOnlyList<Plane> Split(Plane gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var bands = new List<Plane>();
        var (rest, before) = (gradient, 0f);
        foreach (var sigma in Sigmas)
        {
            var blurred = Blur.Gaussian(rest, MathF.Sqrt((sigma * sigma) - (before * before)));
            bands.Add(rest.Minus(blurred, rest.Area));
            (rest, before) = (blurred, sigma);
        }

        return [.. bands, rest];
    }

    /// <summary>What makes the bands of a gradient alike in strength: for each 1 over its root mean square, over the first's.</summary>
    /// <param name="gradient">One gradient that stands for all: the same for every tile.</param>
    public static IReadOnlyList<float> Gains(Plane gradient)
    {
        double[] strengths = [.. Split(gradient).Select(band =>
            Math.Sqrt(band.Values.Sum(value => (double)value * value) / band.Values.Length))];
        return [.. strengths.Select(strength => strength > 0 && strengths[0] > 0 ? (float)ThreeDigits.Of(strengths[0] / strength) : 1)];
    }

    /// <summary>The gradient with its bands multiplied by the gains.</summary>
    /// <param name="gradient">Changed in place.</param>
    /// <param name="gains">One for each band.</param>
    public static void Equalise(Plane gradient, IReadOnlyList<float> gains)
    {
        ArgumentNullException.ThrowIfNull(gains);
        if (gains.Count != Count)
        {
            throw new ArgumentException($"There are {Count} bands, not {gains.Count}.", nameof(gains));
        }

        var bands = Split(gradient);
        Array.Clear(gradient.Values);
        for (var i = 0; i < Count; i++)
        {
            Rows.AddWeighted(gradient.Values, gains[i], bands[i].Values);
        }
    }
}
