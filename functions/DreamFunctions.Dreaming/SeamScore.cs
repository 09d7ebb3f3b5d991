namespace DreamFunctions.Dreaming;

/// <summary>
/// How well a dream hides the borders of its tiles, told from the dream alone: no untiled one is needed to compare with.
/// <see cref="SeamMeter"/> finds it.
/// </summary>
/// <remarks>
/// Between neighbouring columns x-1 and x of the detail d (and likewise between rows) two figures are taken over all rows y and
/// all three channels c:
/// <code>
/// step(x) = mean over y, c of |d(x) - d(x-1)|
/// cut(x)  = mean over c and runs r of 8 rows of |mean over y in r of j(x, y)|,
///           j(x) = d(x) - d(x-1) - ((d(x-1) - d(x-2)) + (d(x+1) - d(x))) / 2
/// </code>
/// Both are averaged over the columns that stand at the same offset (x - origin) modulo the core, so that all borders are one
/// offset, 0, and the others say what is usual for this very dream. <i>Contrast</i> is step: where two different dreams are
/// averaged it is too low at the borders, where nothing hides them too high. It must lie within the 2.5th to 97.5th percentile
/// of the other offsets. <i>Discontinuity</i> is cut: j is what a step has beyond its two neighbours', near 0 in a smooth
/// texture however strong, and along a cut it keeps its sign for a while, so that runs do not average it away. It must not lie
/// above the 97.5th percentile of the other offsets. Offsets within the feather of a border (at least 2) are part of the seam
/// and not counted among the others.
/// <para>
/// The detail is scored and not the dream: the photo is the same in both tiles and has no seam, but its own edges, which may
/// lie on a border by chance, blur both figures. Tried on both: four dreams of 1,024 to 1,536 pixels with cores of 128 and
/// 192, two axes each. Of the 8 axes of a plain feather 6 fail on the detail and 5 on the dream, of a hard cut 5 and 5; the
/// same figures at an offset without a border fail on none.
/// </para>
/// <para>
/// The bounds being percentiles, a picture without any seam falls outside one of them by chance now and then: 5 % of the time
/// for contrast and 2.5 % for discontinuity, on each axis.
/// </para>
/// </remarks>
/// <param name="Across">The borders between columns of tiles; null where there are fewer than two.</param>
/// <param name="Down">The borders between rows of tiles; null where there are fewer than two.</param>
public sealed record SeamScore(AxisSeams? Across, AxisSeams? Down)
{
    /// <summary>Whether no axis shows its borders.</summary>
    public bool Hidden => Across is not { Hidden: false } && Down is not { Hidden: false };
}

/// <summary>The borders along one axis.</summary>
/// <param name="Borders">How many there are.</param>
/// <param name="Contrast">The mean step, on the scale 0..255.</param>
/// <param name="Discontinuity">The mean cut, on the scale 0..255.</param>
public sealed record AxisSeams(int Borders, SeamFigure Contrast, SeamFigure Discontinuity)
{
    /// <summary>Whether contrast lies within its bounds and discontinuity not above its upper one.</summary>
    public bool Hidden => Contrast.AtBorders >= Contrast.Low && Contrast.AtBorders <= Contrast.High
        && Discontinuity.AtBorders <= Discontinuity.High;
}

/// <summary>A figure at the borders, and what it is elsewhere.</summary>
/// <param name="AtBorders">At the borders' offset.</param>
/// <param name="Elsewhere">The mean of the other offsets.</param>
/// <param name="Low">Their 2.5th percentile.</param>
/// <param name="High">Their 97.5th percentile.</param>
public sealed record SeamFigure(double AtBorders, double Elsewhere, double Low, double High);
