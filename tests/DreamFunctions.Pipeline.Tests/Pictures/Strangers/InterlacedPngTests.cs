using System.Buffers.Binary;
using CsCheck;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures.Strangers;

/// <summary>Interlaced PNGs whose data end too early: the decoder alone would ask for more for ever.</summary>
public sealed class InterlacedPngTests
{
    private static readonly (PngColorType Colour, PngBitDepth Bits)[] Formats =
    [
        (PngColorType.Grayscale, PngBitDepth.Bit1), (PngColorType.Grayscale, PngBitDepth.Bit8), (PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit8),
        (PngColorType.Palette, PngBitDepth.Bit4), (PngColorType.Rgb, PngBitDepth.Bit8), (PngColorType.RgbWithAlpha, PngBitDepth.Bit16),
    ];

    private static readonly Gen<(int Width, int Height, PngColorType Colour, PngBitDepth Bits)> Shapes = Gen.Select(
        Gen.Int[5, 40],
        Gen.Int[1, 40],
        Gen.Int[0, Formats.Length - 1],
        (width, height, format) => (width, height, Formats[format].Colour, Formats[format].Bits));

    [Fact]
    public void Whole_ones_of_all_shapes_are_decoded() => Shapes.Sample(
        shape =>
        {
            using DecodedPicture picture = new ImageSharpDecoder().Decode(Png(shape), new());
            Assert.Equal((shape.Width, shape.Height), (picture.Facts.Width, picture.Facts.Height));
        },
        iter: 200);

    [Fact]
    public Task Wherever_they_end_there_is_a_reason() => Gen.Select(Shapes, Gen.Double[0, 1]).SampleAsync(
        async (shape, share) =>
        {
            byte[] cut = Cut(Png(shape), share);
            Task decoding = Task.Run(() => new ImageSharpDecoder().Decode(cut, new()).Dispose(), TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<PictureRefusedException>(() => decoding.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        },
        iter: 200);

    [Fact]
    public async Task Narrow_ones_are_refused_in_words_and_in_time()
    {
        List<byte[]> files = [.. Enumerable.Range(1, 4).Select(width => Png((width, 300, PngColorType.RgbWithAlpha, PngBitDepth.Bit8)))];
        // A bit fell over in a file that is not interlaced: found by the fuzz target, and never decoded to its end.
        files.Add(Damage.Of(353_704).File);
        foreach (byte[] file in files)
        {
            Task decoding = Task.Run(() => new ImageSharpDecoder().Decode(file, new()).Dispose(), TestContext.Current.CancellationToken);
            PictureRefusedException refused = await Assert.ThrowsAsync<PictureRefusedException>(
                () => decoding.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            Assert.Contains("less than 5 pixels wide", refused.Message);
        }
    }

    private static byte[] Png((int Width, int Height, PngColorType Colour, PngBitDepth Bits) shape)
    {
        // Noise, so that half of the compressed data are not all of the pixels.
        Random random = new(shape.Width * 41 + shape.Height);
        using Image<Rgba32> image = new(shape.Width, shape.Height);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (ref Rgba32 pixel in rows.GetRowSpan(y))
                    pixel = new((uint)random.Next() | 0xFF000000);
            }
        });
        using MemoryStream file = new();
        image.Save(file, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7, ColorType = shape.Colour, BitDepth = shape.Bits });
        return file.ToArray();
    }

    // The data chunk keeps a share of its bytes, less those at its end that may hold no pixel; its checksum is right.
    private static byte[] Cut(byte[] png, double share)
    {
        int data = png.AsSpan().IndexOf("IDAT"u8) + 4, length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(data - 8));
        int kept = Math.Max(2, (int)(share * (length - 8)));
        byte[] cut = [.. png[..(data + kept)], .. png[(data + length)..]];
        BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(data - 8), kept);
        PngChecksums.MendAll(cut);
        return cut;
    }
}
