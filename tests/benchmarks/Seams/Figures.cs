using System.Globalization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>Prints the seam score of a dream, a row an axis.</summary>
internal static class Figures
{
    public static void Print(string title, TileGrid grid, Plane detail)
    {
        SeamMeter meter = new(grid);
        meter.Add(detail);
        SeamScore? score = meter.Score();
        Console.WriteLine($"| {title} | across | {Axis(score?.Across)} |");
        Console.WriteLine($"| {title} | down | {Axis(score?.Down)} |");
    }

    /// <summary>
    /// The steps along the borders, in bands so many pixels from them, over those of another dream at the same place; relative
    /// to the same everywhere. Not counted is what lies within the margin of the picture's edges: there the untiled dream is weaker, since its
    /// window ends, and tiles are not, since theirs go on over what is mirrored.
    /// </summary>
    public static void PrintAgainst(string title, TileGrid grid, Plane detail, Plane other, int margin)
    {
        double[] across = new double[Depth], down = new double[Depth];
        double[] otherAcross = new double[Depth], otherDown = new double[Depth];
        Region area = detail.Area;
        for (int channel = 0; channel < Plane.Channels; channel++)
        {
            for (int y = margin + 1; y < area.Height - margin; y++)
            {
                Span<float> row = detail.Row(channel, y), above = detail.Row(channel, y - 1);
                Span<float> row2 = other.Row(channel, y), above2 = other.Row(channel, y - 1);
                int far = Distance(y, grid.OriginY, grid.CoreHeight, grid.Rows);
                for (int x = margin + 1; x < area.Width - margin; x++)
                {
                    int near = Distance(x, grid.OriginX, grid.Core, grid.Columns);
                    across[near] += Math.Abs(row[x] - row[x - 1]);
                    otherAcross[near] += Math.Abs(row2[x] - row2[x - 1]);
                    down[far] += Math.Abs(row[x] - above[x]);
                    otherDown[far] += Math.Abs(row2[x] - above2[x]);
                }
            }
        }

        Print("across", across, otherAcross);
        Print("down", down, otherDown);

        void Print(string axis, double[] own, double[] others)
        {
            double whole = own.Sum() / others.Sum();
            Console.WriteLine($"| {title} | {axis}, against untiled | "
                + string.Join(" | ", Bands.Select(band => string.Create(CultureInfo.InvariantCulture,
                    $"{own[band].Sum() / others[band].Sum() / whole:0.000}"))) + " |");
        }
    }

    private const int Depth = 64;

    // The border itself, and three bands to both sides of it.
    private static readonly Range[] Bands = [0..1, 1..4, 4..16, 16..(Depth - 1)];

    // From the nearest border between two tiles; the step from x - 1 to x lies on the border at x.
    private static int Distance(int position, int origin, int core, int count)
    {
        int border = Math.Clamp((position - origin + (core / 2)) / core, 1, Math.Max(1, count - 1));
        return count < 2 ? Depth - 1 : Math.Min(Depth - 1, Math.Abs(position - origin - (border * core)));
    }

    private static string Axis(AxisSeams? axis) => axis is null
        ? "too few borders"
        : $"{Of(axis.Contrast, twoSided: true)} | {Of(axis.Discontinuity, twoSided: false)} | "
            + $"{Of(axis.Level, twoSided: false)} | {axis.Pieces.Count(piece => piece.Shows)} of {axis.Pieces.Count}";

    private static string Of(SeamFigure figure, bool twoSided)
    {
        bool passes = figure.AtBorders <= figure.High && (!twoSided || figure.AtBorders >= figure.Low);
        return string.Create(CultureInfo.InvariantCulture, $"{figure.AtBorders / figure.Elsewhere:0.000} in "
            + $"{figure.Low / figure.Elsewhere:0.000}..{figure.High / figure.Elsewhere:0.000} {(passes ? "yes" : "NO")}");
    }
}
