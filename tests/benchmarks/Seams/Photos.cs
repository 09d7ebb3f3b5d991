using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>Photographs in and out.</summary>
internal static class Photos
{
    /// <summary>A photo, enlarged (bicubic) until its longer side is as asked, and cropped to x, y, width, height where given.</summary>
    public static Plane Read(string path, int side, int[] crop)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(path);
        double factor = side / (double)Math.Max(image.Width, image.Height);
        image.Mutate(picture => picture.Resize((int)Math.Round(image.Width * factor), (int)Math.Round(image.Height * factor)));
        if (crop is [int left, int top, int width, int height])
            image.Mutate(picture => picture.Crop(new(left, top, width, height)));
        Plane plane = new(new Region(0, 0, image.Width, image.Height));
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                Span<Rgb24> row = rows.GetRowSpan(y);
                for (int x = 0; x < row.Length; x++)
                    (plane.Row(0, y)[x], plane.Row(1, y)[x], plane.Row(2, y)[x]) = (row[x].R, row[x].G, row[x].B);
            }
        });
        return plane;
    }

    /// <summary>Writes picture plus detail.</summary>
    public static void Write(string path, Plane picture, Plane detail)
    {
        Plane sum = picture.Crop(picture.Area);
        sum.AddClamped(detail);
        using Image<Rgb24> image = new(picture.Area.Width, picture.Area.Height);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                Span<Rgb24> row = rows.GetRowSpan(y);
                for (int x = 0; x < row.Length; x++)
                    row[x] = new(Byte(sum.Row(0, y)[x]), Byte(sum.Row(1, y)[x]), Byte(sum.Row(2, y)[x]));
            }
        });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        image.Save(path);
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
