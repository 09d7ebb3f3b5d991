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
