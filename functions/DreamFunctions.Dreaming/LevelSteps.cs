namespace DreamFunctions.Dreaming;

/// <summary>How much the detail's level changes across each place of an axis: see <see cref="SeamScore"/>.</summary>
internal static class LevelSteps
{
    /// <summary>So many pixels along a border are taken together.</summary>
    public const int Run = 64;

    /// <summary>The width of the bands on both sides, in pixels.</summary>
    public const int Band = 16;

    // A hundredth of a grey value a step: below it there is no detail to compare.
    private const double Nothing = 0.01;

    /// <summary>The level step at each line: ln(behind / before), NaN where a band is not inside the picture.</summary>
    /// <param name="steps">For each line x, the sum of |d(x) - d(x-1)| over pixels along the border and channels.</param>
    /// <param name="values">How many values each sum has.</param>
    /// <param name="feather">Half the width of the ramp, which lies between the bands.</param>
    public static double[] Of(ReadOnlySpan<float> steps, long values, int feather)
    {
        var until = new double[steps.Length + 1];
        for (var x = 0; x < steps.Length; x++)
        {
            until[x + 1] = until[x] + steps[x];
        }

        var levels = new double[steps.Length];
        Array.Fill(levels, double.NaN);
        var nothing = Nothing * values * Band;

        // Step 0 is none: nothing lies before the first line.
        for (var x = feather + Band + 1; x + feather + Band + 1 <= steps.Length; x++)
        {
            var before = until[x - feather] - until[x - feather - Band];
            var behind = until[x + feather + Band + 1] - until[x + feather + 1];
            levels[x] = Math.Log((behind + nothing) / (before + nothing));
        }

        return levels;
    }
}
