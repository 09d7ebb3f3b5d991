namespace DreamFunctions.Dreaming;

/// <summary>The sums of <see cref="SeamMeter"/> along one axis; lines are columns for the borders across, rows for those down.</summary>
/// <param name="across">Whether lines are columns.</param>
/// <param name="length">How many lines the picture has.</param>
/// <param name="origin">The line where the first core begins.</param>
/// <param name="core">The core's side along the axis.</param>
/// <param name="tiles">How many tiles the axis has.</param>
/// <param name="feather">Half the width of the ramp.</param>
internal sealed class AxisMeter(bool across, int length, int origin, int core, int tiles, int feather)
{
    // A cut reaches over two lines on both sides; those next to it are no fair comparison.
    private const int CutGap = 2;
    private const int CutBand = 12;

    // A hundredth of a grey value: below it nothing is to be seen.
    private const double Nothing = 0.01;

    // A border's own figures are compared with every 8th line: neighbouring lines tell much the same.
    private const int Sample = 8;

    // One border has no offset to share with others: every line is then compared by itself.
    private readonly int period = tiles == 2 ? length : core;
    private readonly OffsetMeans steps = new(tiles == 2 ? length : core);
    private readonly OffsetMeans levels = new(tiles == 2 ? length : core);

    // From half a core before the first border to half a core behind the last: every offset then has a line at every border, and none lies
    // by the picture's edges, where dreams are stronger or weaker than within for reasons of their own.
    private readonly int first = tiles == 2 ? 0 : Math.Max(0, origin + (core / 2));
    private readonly int end = tiles == 2 ? length : Math.Min(length, origin + (core / 2) + ((tiles - 1) * core));
    private readonly double[] cutSums = new double[length];
    private readonly List<BorderSeam> borders = [];
    private readonly List<double> usualSteps = [];
    private readonly List<double> usualCuts = [];
    private readonly List<double> usualLevels = [];
    private long cutCount;

    /// <summary>Adds all pixels of one row (or column) of tiles.</summary>
    /// <param name="from">The first pixel along the borders.</param>
    /// <param name="pixels">How many pixels along the borders.</param>
    /// <param name="lineSteps">For each line the sum of |step| over pixels and channels.</param>
    /// <param name="lineCuts">For each line the sum of |cut| over whole runs and channels.</param>
    /// <param name="runs">How many runs.</param>
    public void AddStrip(int from, int pixels, float[] lineSteps, float[] lineCuts, int runs)
    {
        for (var x = 1; x < length; x++)
        {
            if (IsCompared(x))
            {
                steps.Add(x - origin - core, lineSteps[x], (long)Plane.Channels * pixels);
            }

            cutSums[x] += lineCuts[x];
        }

        cutCount += (long)Plane.Channels * runs;

        var contrast = Beside([.. lineSteps.Select(step => (double)step)], feather, LevelSteps.Band, (long)Plane.Channels * pixels);
        var discontinuity = Beside([.. lineCuts.Select(cut => (double)cut)], CutGap, CutBand, (long)Plane.Channels * runs);
        var level = LevelSteps.Of(lineSteps, (long)Plane.Channels * pixels, feather);
        for (var tile = 1; tile < tiles; tile++)
        {
            var x = origin + (tile * core);
            if (double.IsFinite(contrast[x]) && double.IsFinite(discontinuity[x]) && double.IsFinite(level[x]))
            {
                borders.Add(new(across ? x : from, across ? from : x, pixels, contrast[x], discontinuity[x], Math.Abs(level[x]), false));
            }
        }

        for (var x = first; x < end; x += Sample)
        {
            if (IsElsewhere(x) && double.IsFinite(contrast[x]) && double.IsFinite(discontinuity[x]) && double.IsFinite(level[x]))
            {
                usualSteps.Add(contrast[x]);
                usualCuts.Add(discontinuity[x]);
                usualLevels.Add(Math.Abs(level[x]));
            }
        }
    }

    /// <summary>Adds a run of pixels along the borders, for the level.</summary>
    /// <param name="lineSteps">For each line the sum of |step| over pixels and channels.</param>
    /// <param name="pixels">How many pixels along the borders.</param>
    public void AddRun(ReadOnlySpan<float> lineSteps, int pixels)
    {
        var level = LevelSteps.Of(lineSteps, (long)Plane.Channels * pixels, feather);
        for (var x = first; x < end; x++)
        {
            if (double.IsFinite(level[x]))
            {
                levels.Add(x - origin - core, Math.Abs(level[x]), 1);
            }
        }
    }

    /// <summary>The axis' score; null where it has no border, or too little of anything else to compare with.</summary>
    public AxisSeams? Seams()
    {
        if (tiles < 2 || core < 8 || cutCount == 0)
        {
            return null;
        }

        var cuts = new OffsetMeans(period);
        foreach (var (x, ratio) in Beside(cutSums, CutGap, CutBand, cutCount).Index())
        {
            if (double.IsFinite(ratio) && IsCompared(x))
            {
                cuts.Add(x - origin - core, ratio, 1);
            }
        }

        if (steps.Figure(Math.Max(feather, 2)) is not { } contrast
            || cuts.Figure(Math.Max(feather, 2)) is not { } discontinuity
            || levels.FigureOfSingles(feather + LevelSteps.Band) is not { } level)
        {
            return null;
        }

        double[] usual = [.. usualSteps.Order()], cut = [.. usualCuts.Order()], change = [.. usualLevels.Order()];
        return new(tiles - 1, contrast, discontinuity, level, [.. borders.Select(border => border with
        {
            Shows = usual.Length > 0
                && (border.Contrast < OffsetMeans.Percentile(usual, BorderSeam.Tail)
                    || border.Contrast > OffsetMeans.Percentile(usual, 1 - BorderSeam.Tail)
                    || border.Discontinuity > OffsetMeans.Percentile(cut, 1 - BorderSeam.Tail)
                    || border.Level > OffsetMeans.Percentile(change, 1 - BorderSeam.Tail)),
        })]);
    }

    private bool IsCompared(int x) => x >= first && x < end;

    private bool IsElsewhere(int x)
    {
        var offset = (((x - origin - core) % period) + period) % period;
        var reach = Math.Min(feather + LevelSteps.Band, period / 4);
        return offset > reach && offset < period - reach;
    }

    // A line's figure over the mean of the bands on both sides, so many lines beyond the next ones; NaN where they are not inside.
    private double[] Beside(double[] figure, int gap, int band, long count)
    {
        var until = new double[length + 1];
        for (var x = 0; x < length; x++)
        {
            until[x + 1] = until[x] + figure[x];
        }

        // No step comes before line 1 and no cut before line 2, none after the last but one.
        var ratios = new double[length];
        Array.Fill(ratios, double.NaN);
        for (var x = gap + band + 2; x + gap + band + 1 < length; x++)
        {
            var around = until[x - gap] - until[x - gap - band] + until[x + gap + band + 1] - until[x + gap + 1];
            ratios[x] = (figure[x] + (Nothing * count)) / ((around / (2 * band)) + (Nothing * count));
        }

        return ratios;
    }
}
