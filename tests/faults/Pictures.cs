using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Faults;

/// <summary>Pictures made on the spot, no two alike.</summary>
internal static class Pictures
{
    public static BinaryData Png(Random random, int width, int height)
    {
        using Image<Rgb24> image = Waves(random, width, height);
        using MemoryStream encoded = new();
        image.SaveAsPng(encoded);
        return new(encoded.ToArray());
    }

    public static BinaryData Jpeg(Random random, int width, int height)
    {
        using Image<Rgb24> image = Waves(random, width, height);
        using MemoryStream encoded = new();
        image.SaveAsJpeg(encoded);
        return new(encoded.ToArray());
    }

    private static Image<Rgb24> Waves(Random random, int width, int height)
    {
        double tilt = random.NextDouble(), hue = random.NextDouble();
        Image<Rgb24> image = new(width, height);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < height; y++)
            {
                Span<Rgb24> row = rows.GetRowSpan(y);
                for (int x = 0; x < width; x++)
                    row[x] = new(Wave(x / 5.0 + y * tilt), Wave(y / 7.0 + hue), Wave((x + y) / 11.0));
            }
        });
        return image;
    }

    private static byte Wave(double phase) => (byte)(127.5 + 100 * Math.Sin(phase));
}
