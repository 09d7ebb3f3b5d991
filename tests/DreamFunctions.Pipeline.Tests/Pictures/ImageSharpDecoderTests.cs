using CsCheck;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures;

public sealed class ImageSharpDecoderTests
{
    private readonly ImageSharpDecoder decoder = new();

    [Theory]
    [InlineData("png", 0)]
    [InlineData("jpeg", 40)]
    [InlineData("webp", 40)]
    [InlineData("gif", 40)]
    public void Every_accepted_format_is_told_by_its_content(string format, int tolerance)
    {
        using Image<Rgba32> image = Gradient(37, 23);
        using DecodedPicture picture = decoder.Decode(Save(image, EncoderOf(format)), new());
        Assert.Equal(new(format, 37, 23, false, picture.Facts.Notes), picture.Facts);
        Assert.InRange(Math.Abs(picture.Part(new(picture.Facts.Size)).Row(0, 20)[30] - image[30, 20].R), 0, tolerance);
        Assert.InRange(Math.Abs(picture.Part(new(picture.Facts.Size)).Row(2, 3)[5] - image[5, 3].B), 0, tolerance);
        Assert.Null(picture.Alpha());
    }

    [Fact]
    public void Transparency_is_kept()
    {
        using Image<Rgba32> image = Gradient(4, 3);
        image[2, 1] = new Rgba32(10, 20, 30, 99);
        using DecodedPicture picture = decoder.Decode(Save(image, new PngEncoder { ColorType = PngColorType.RgbWithAlpha }), new());
        Assert.True(picture.Facts.HasAlpha);
        Assert.Equal(99, picture.Alpha()![4 + 2]);
        Assert.Equal(10, picture.Part(new(picture.Facts.Size)).Row(0, 1)[2]);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(3, 36, 22)]
    [InlineData(6, 22, 0)]
    [InlineData(8, 0, 36)]
    public void Exif_turns_the_picture_upright(int orientation, int x, int y)
    {
        using Image<Rgba32> image = new(37, 23, new Rgba32(0, 0, 0));
        for (int i = 0; i < 64; i++)
            image[i % 8, i / 8] = new Rgba32(255, 255, 255);
        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);
        using DecodedPicture picture = decoder.Decode(Save(image, new JpegEncoder { Quality = 95 }), new());
        Assert.Equal(orientation >= 5 ? (23, 37) : (37, 23), (picture.Facts.Width, picture.Facts.Height));
        Assert.InRange(picture.Part(new(picture.Facts.Size)).Row(0, y)[x], 200, 255);
        Assert.Equal(orientation > 1, picture.Facts.Notes.Count == 1);
    }

    [Fact]
    public void Grey_and_sixteen_bit_pictures_are_read()
    {
        using Image<L16> image = new(3, 2, new L16(0x8000));
        using DecodedPicture picture = decoder.Decode(Save(image, new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit16 }), new());
        Assert.All(picture.Part(new(picture.Facts.Size)).Values, value => Assert.InRange(value, 127, 129));
    }

    [Fact]
    public void Bmp_is_refused_with_what_is_accepted()
    {
        using Image<Rgba32> image = Gradient(4, 4);
        Assert.Contains("PNG, JPEG, WebP and GIF", Refusal(Save(image, new BmpEncoder()), new()));
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Contains("empty", Refusal([], new()));

    [Fact]
    public void Limits_are_read_from_the_header()
    {
        using Image<Rgba32> image = Gradient(40, 30);
        byte[] file = Save(image, new PngEncoder());
        Assert.Contains("1,200 pixels (40 x 30); at most 1,000", Refusal(file, new() { Pixels = 1000 }));
        Assert.Contains("at most 39", Refusal(file, new() { Side = 39 }));
        Assert.Contains("at most 10", Assert.Throws<PictureRefusedException>(() => ImageSharpDecoder.CheckLength(11, new() { Bytes = 10 })).Message);
    }

    [Fact]
    public void A_bomb_of_declared_size_is_refused_before_it_is_decoded()
    {
        using Image<Rgba32> image = Gradient(1, 1);
        byte[] file = Save(image, new PngEncoder());
        // The header says 500,000,000 rows; its checksum is made good again.
        (byte[] rows, int header) = ([0x1D, 0xCD, 0x65, 0x00], 16);
        rows.CopyTo(file, header + 4);
        BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder((int)Crc32(file.AsSpan(12, 17)))).CopyTo(file, header + 13);
        Assert.Contains("side", Refusal(file, new()));
    }

    [Fact]
    public void Damaged_files_end_in_a_picture_or_a_reason() => Gen.Select(
        Gen.Int[0, 3].Select(i => Samples.Keys.ElementAt(i)), Gen.Int[0, 10_000], Gen.Byte, Gen.Double[0, 1]).Sample(
        (format, at, value, keep) =>
        {
            byte[] file = Samples[format][..Math.Max(1, (int)(Samples[format].Length * keep))];
            file[at % file.Length] ^= value;
            try
            {
                decoder.Decode(file, new() { Pixels = 1_000_000 });
            }
            catch (PictureRefusedException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        },
        iter: 500);

    private static readonly Dictionary<string, byte[]> Samples = new[] { "png", "jpeg", "webp", "gif" }.ToDictionary(format => format, format =>
    {
        using Image<Rgba32> image = Gradient(48, 31);
        return Save(image, EncoderOf(format));
    });

    private string Refusal(byte[] file, PictureLimits limits) =>
        Assert.Throws<PictureRefusedException>(() => decoder.Decode(file, limits)).Message;

    internal static Image<Rgba32> Gradient(int width, int height)
    {
        Image<Rgba32> image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                image[x, y] = new Rgba32((byte)(255 * x / width), (byte)(255 * y / height), (byte)(255 * (x + y) / (width + height)));
        }

        return image;
    }

    private static IImageEncoder EncoderOf(string format) => format switch
    {
        "png" => new PngEncoder(),
        "jpeg" => new JpegEncoder { Quality = 95 },
        "webp" => new WebpEncoder(),
        _ => new GifEncoder(),
    };

    private static byte[] Save(Image image, IImageEncoder encoder)
    {
        using MemoryStream stream = new();
        image.Save(stream, encoder);
        return stream.ToArray();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
