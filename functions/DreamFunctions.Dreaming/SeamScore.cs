namespace DreamFunctions.Dreaming;

/// <summary>
/// How well a dream hides the borders of its tiles, told from the dream alone: no untiled one is needed to compare with.
/// <see cref="SeamMeter"/> finds it.
/// </summary>
/// <remarks>
/// Three figures of the detail d (dream minus upload), at each line of an axis: at x, between columns x-1 and x (and likewise
/// between rows). y runs over the pixels along the line, c over the three channels:
/// <code>
/// step(x)  = mean over y, c of |d(x) - d(x-1)|
/// cut(x)   = mean over c and runs r of 8 pixels of |mean over y in r of j(x, y)|,
///            j(x) = d(x) - d(x-1) - ((d(x-1) - d(x-2)) + (d(x+1) - d(x))) / 2
/// jump(x)  = (0.01 + cut(x)) / (0.01 + mean of cut over the 12 lines from x-14 on and the 12 from x+3 on)
/// level(x) = mean over runs r of 64 pixels of |ln (S(x+f+1 .. x+f+16) / S(x-f-16 .. x-f-1))|,
///            S(lines) = 0.01 + mean over y in r, c and lines of |d(x) - d(x-1)|, f the feather
/// </code>
/// All are averaged over the lines that stand at the same offset (x - origin) modulo the core, so that all borders are one
/// offset, 0, and the others say what is usual for this very dream; where there is one border only, every line is an offset
/// of its own. <i>Contrast</i> is step: where two different dreams are averaged it is too low at the borders, where nothing
/// hides them too high. It must lie within the 2.5th to 97.5th percentile of the other offsets. <i>Discontinuity</i> is jump: j
/// is what a step has beyond its two neighbours', near 0 in a smooth texture however strong, and along a cut it keeps its sign
/// for a while, so that runs do not average it away; the lines beside it are the measure, since what a dream draws changes
/// more from place to place than a cut adds. Measured on hard cuts at 2,048 x 2,048 (three borders an axis; GoogLeNet 4c halo
/// 32, ResNet18 block6 halo 64; from the finished pictures): jump is 1.16, 1.14, 1.12 and 1.04, 4.6, 3.6, 3.8 and 1.2 standard deviations of the other
/// offsets above them; cut by itself 0.8, 1.3, 1.7 and 0.9. <i>Level</i> is what a feather can hide from the other two: that one tile
/// dreams more strongly than its neighbour, as tiles with normalisers of their own do. Neither of the two may lie above the
/// 97.5th percentile of the other offsets; a level that changes slowly has few independent offsets, so that its bound is also at
/// least two standard errors of the borders' mean above the mean elsewhere. Offsets within the feather of a border (at least 2 lines; for the level as far as
/// its bands reach) are part of the seam and not counted among the others.
/// <para>
/// The detail is scored and not the dream: the photo is the same in both tiles and has no seam, but its own edges, which may
/// lie on a border by chance, blur the figures. Tried on both: four dreams of 1,024 to 1,536 pixels with cores of 128 and
/// 192, two axes each. Of the 8 axes of a plain feather 6 fail on the detail and 5 on the dream, of a hard cut 5 and 5; the
/// same figures at an offset without a border fail on none.
/// </para>
/// <para>
/// The bounds being percentiles, a picture without any seam falls outside one of them by chance now and then: 5 % of the time
/// for contrast and 2.5 % for each of the others, on each axis.
/// </para>
/// </remarks>
/// <param name="Across">The borders between columns of tiles; null where there is none.</param>
/// <param name="Down">The borders between rows of tiles; null where there is none.</param>
public sealed record SeamScore(AxisSeams? Across, AxisSeams? Down)
{
    /// <summary>Whether no axis shows its borders.</summary>
    public bool Hidden => Across is not { Hidden: false } && Down is not { Hidden: false };
}

/// <summary>The borders along one axis.</summary>
/// <param name="Borders">How many there are, each as long as the picture.</param>
/// <param name="Contrast">The mean step, on the scale 0..255.</param>
/// <param name="Discontinuity">The mean jump, 1 where nothing is cut.</param>
/// <param name="Level">The mean level step, a natural logarithm.</param>
/// <param name="Pieces">Each border piece by piece, from tile to tile.</param>
public sealed record AxisSeams(
    int Borders, SeamFigure Contrast, SeamFigure Discontinuity, SeamFigure Level, IReadOnlyList<BorderSeam> Pieces)
{
    /// <summary>Whether contrast lies within its bounds, and discontinuity and level not above their upper ones.</summary>
    public bool Hidden => Contrast.IsWithin && Discontinuity.AtBorders <= Discontinuity.High && Level.AtBorders <= Level.High;
}

/// <summary>A figure at the borders, and what it is elsewhere.</summary>
/// <param name="AtBorders">At the borders' offset.</param>
/// <param name="Elsewhere">The mean of the other offsets.</param>
/// <param name="Low">Their 2.5th percentile.</param>
/// <param name="High">Their 97.5th percentile.</param>
public sealed record SeamFigure(double AtBorders, double Elsewhere, double Low, double High)
{
    internal bool IsWithin => AtBorders >= Low && AtBorders <= High;
}

/// <summary>
/// The border between two tiles. Its figures are of this piece alone, 1 being what no border has.
/// </summary>
/// <param name="X">The column where it begins.</param>
/// <param name="Y">The row where it begins.</param>
/// <param name="Length">How long it is, in pixels.</param>
/// <param name="Contrast">step at the border over step in the bands of 16 lines on both sides beyond the feather.</param>
/// <param name="Discontinuity">jump at the border.</param>
/// <param name="Level">|ln| of the step behind the border over the step before it.</param>
/// <param name="Shows">
/// Whether one of them is rarer than 1 in 200, on either side for contrast and above for the others, among the same figures of
/// the lines elsewhere between the same tiles' edges. Some 2 % of all pieces do so by chance.
/// </param>
public sealed record BorderSeam(int X, int Y, int Length, double Contrast, double Discontinuity, double Level, bool Shows)
{
    internal const double Tail = 0.005;
}
