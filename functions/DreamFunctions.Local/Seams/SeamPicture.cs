using System.Globalization;
using DreamFunctions.Dreaming;
using DreamFunctions.Local.Drawing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Seams;

/// <summary>
/// Draws a seam score over its dream: each border between two tiles as a line, red where it shows and green where it does not,
/// with its contrast, discontinuity and level, one below the other.
/// </summary>
internal static class SeamPicture
{
    /// <summary>A border that shows.</summary>
    public static readonly Rgb24 Red = new(255, 40, 40);

    /// <summary>One that does not.</summary>
    public static readonly Rgb24 Green = new(60, 255, 90);

    private static readonly Rgb24 Black = new(0, 0, 0);

    /// <summary>Draws over the dream itself.</summary>
    public static void Draw(Image<Rgb24> dream, SeamScore score)
    {
        // Lines and figures grow with the picture: a whole dream is looked at on one screen.
        int unit = Math.Max(1, Math.Min(dream.Width, dream.Height) / 500);
        foreach (BorderSeam piece in score.Across?.Pieces ?? [])
            Line(dream, piece.X - unit / 2, piece.Y, unit, piece.Length, Of(piece));
        foreach (BorderSeam piece in score.Down?.Pieces ?? [])
            Line(dream, piece.X, piece.Y - unit / 2, piece.Length, unit, Of(piece));
        foreach (BorderSeam piece in score.Across?.Pieces ?? [])
            Label(dream, piece, piece.X, piece.Y + piece.Length / 2, unit);
        foreach (BorderSeam piece in score.Down?.Pieces ?? [])
            Label(dream, piece, piece.X + piece.Length / 2, piece.Y, unit);
    }

    private static Rgb24 Of(BorderSeam piece) => piece.Shows ? Red : Green;

    private static void Label(Image<Rgb24> dream, BorderSeam piece, int x, int y, int unit)
    {
        string[] lines = [Text(piece.Contrast), Text(piece.Discontinuity), Text(piece.Level)];
        int line = SmallLetters.Height(unit) + unit;
        int width = lines.Max(text => text.Length) * SmallLetters.Pitch * unit, height = lines.Length * line;
        if (height > piece.Length && !piece.Shows)
            return;
        int left = Math.Clamp(x - width / 2, 0, Math.Max(0, dream.Width - width));
        int top = Math.Clamp(y - height / 2, 0, Math.Max(0, dream.Height - height));
        Line(dream, left - unit, top - unit, width + unit, height + unit, Black);
        for (int i = 0; i < lines.Length; i++)
            SmallLetters.Write(dream, lines[i], left, top + (i * line), unit, Of(piece));
    }

    private static string Text(double figure) => figure.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Line(Image<Rgb24> dream, int x, int y, int width, int height, Rgb24 colour)
    {
        Dreaming.Region part = new Dreaming.Region(x, y, width, height).Intersect(new(0, 0, dream.Width, dream.Height));
        dream.ProcessPixelRows(rows =>
        {
            for (int row = part.Y; row < part.Bottom; row++)
                rows.GetRowSpan(row).Slice(part.X, part.Width).Fill(colour);
        });
    }
}
