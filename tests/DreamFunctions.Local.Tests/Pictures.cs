using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Tests;

/// <summary>Pictures made on the spot: waves of colour, so that a net finds something in them.</summary>
internal static class Pictures
{
    public static BinaryData Png(int width, int height)
    {
        using var image = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                image[x, y] = new Rgb24(Wave(x / 5.0), Wave(y / 7.0), Wave((x + y) / 11.0));
        }

        using var encoded = new MemoryStream();
        image.SaveAsPng(encoded);
        return new BinaryData(encoded.ToArray());
    }

    private static byte Wave(double phase) => (byte)(127.5 + (100 * Math.Sin(phase)));
}
