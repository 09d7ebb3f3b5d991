using DreamFunctions.Dreaming;
using DreamFunctions.Local.Drawing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Atlas;

/// <summary>Small pictures side by side, each over its label.</summary>
internal static class ContactSheet
{
    private const int Margin = 6;

    /// <summary>Lays the sheet, as near to a square as whole rows allow.</summary>
    /// <param name="cells">Labels and pictures, all of one size.</param>
    public static Image<Rgb24> Lay(IReadOnlyList<(string Label, Plane Picture)> cells)
    {
        var size = cells[0].Picture.Area.Size;
        var dot = DotOf(size);
        var (width, height) = (size.Width + Margin, size.Height + SmallLetters.Height(dot) + (2 * Margin));
        var columns = Math.Clamp((int)Math.Round(Math.Sqrt((double)cells.Count * height / width)), 1, cells.Count);
        var rows = (cells.Count + columns - 1) / columns;
        var sheet = new Image<Rgb24>((columns * width) + Margin, (rows * height) + Margin, new Rgb24(24, 24, 24));
        for (var i = 0; i < cells.Count; i++)
        {
            var (row, column) = Math.DivRem(i, columns);
            var (left, top) = (Margin + (column * width), Margin + (row * height));
            Paint(sheet, cells[i].Picture, left, top);
            SmallLetters.Write(sheet, cells[i].Label, left, top + size.Height + Margin, dot, new Rgb24(230, 230, 230));
        }

        return sheet;
    }

    /// <summary>Writes it in the format that the path's ending says.</summary>
    public static void Save(Image<Rgb24> sheet, string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg")
            sheet.Save(path, new JpegEncoder { Quality = 85 });
        else
            sheet.Save(path);
    }

    // Letters grow with the pictures, so that a sheet that is shown smaller can still be read.
    private static int DotOf(Dreaming.Size size) => Math.Max(2, size.Width / 112);

    private static void Paint(Image<Rgb24> sheet, Plane picture, int left, int top)
    {
        for (var y = 0; y < picture.Area.Height; y++)
        {
            Span<float> red = picture.Row(0, y), green = picture.Row(1, y), blue = picture.Row(2, y);
            for (var x = 0; x < red.Length; x++)
                sheet[left + x, top + y] = new Rgb24(Byte(red[x]), Byte(green[x]), Byte(blue[x]));
        }
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
