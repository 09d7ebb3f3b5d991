using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures;

/// <summary>The kinds of file that people have.</summary>
public sealed class InputTests
{
    private readonly ImageSharpDecoder decoder = new();

    [Fact]
    public void A_palette_is_resolved_and_its_transparency_kept()
    {
        using Image<Rgba32> image = new(5, 4, new Rgba32(200, 40, 10));
        image[3, 2] = new Rgba32(0, 0, 0, 0);
        DecodedPicture picture = Decode(image, new PngEncoder { ColorType = PngColorType.Palette });
        Assert.Equal((200, 40, 10), At(picture, 1, 1));
        Assert.Equal((255, 0), (picture.Alpha()![0], picture.Alpha()![(2 * 5) + 3]));
    }

    [Fact]
    public void Grey_with_alpha_is_three_alike_channels_and_alpha()
    {
        using Image<La16> image = new(4, 3, new La16(77, 200));
        DecodedPicture picture = Decode(image, new PngEncoder { ColorType = PngColorType.GrayscaleWithAlpha });
        Assert.Equal((77, 77, 77), At(picture, 2, 2));
        Assert.All(picture.Alpha()!, value => Assert.Equal(200, value));
    }

    [Fact]
    public void Sixteen_bits_a_channel_become_eight()
    {
        using Image<Rgb48> image = new(4, 3, new Rgb48(0xFFFF, 0x8080, 0x0101));
        Assert.Equal((255, 128, 1), At(Decode(image, new PngEncoder { BitDepth = PngBitDepth.Bit16, ColorType = PngColorType.Rgb }), 3, 2));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 0, 1)]
    public void All_eight_exif_orientations_stand_upright(int orientation, int right, int low)
    {
        using Image<Rgb24> image = new(32, 16);
        for (int i = 0; i < 64; i++)
            image[i % 8, i / 8] = new Rgb24(255, 255, 255);
        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);
        DecodedPicture picture = Decode(image, new JpegEncoder { Quality = 95 });
        (int width, int height) = orientation > 4 ? (16, 32) : (32, 16);
        Assert.Equal((width, height), (picture.Facts.Width, picture.Facts.Height));
        Assert.InRange(At(picture, right * (width - 8) + 3, low * (height - 8) + 3).G, 240, 255);
        Assert.InRange(At(picture, (1 - right) * (width - 8) + 3, (1 - low) * (height - 8) + 3).G, 0, 15);
        Assert.Equal(orientation > 1, picture.Facts.Notes.Any(note => note.Contains($"orientation {orientation}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_read_and_it_says_so()
    {
        using Image<Rgba32> image = new(6, 5, new Rgba32(0, 255, 0));
        using Image<Rgba32> second = new(6, 5, new Rgba32(255, 0, 0));
        image.Frames.AddFrame(second.Frames.RootFrame);
        DecodedPicture picture = Decode(image, new GifEncoder());
        Assert.Equal((0, 255, 0), At(picture, 3, 3));
        Assert.Contains(picture.Facts.Notes, note => note.Contains("first frame", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(255, 0, 0, 0, 0, 255, 255)]
    [InlineData(0, 128, 255, 0, 255, 127, 0)]
    [InlineData(0, 0, 0, 255, 0, 0, 0)]
    public void Cmyk_as_photo_editors_write_it_is_read(int c, int m, int y, int k, int red, int green, int blue)
    {
        DecodedPicture picture = decoder.Decode(Cmyk([c, m, y, k]), new());
        (int R, int G, int B) = At(picture, 4, 4);
        Assert.True(Math.Abs(R - red) < 4 && Math.Abs(G - green) < 4 && Math.Abs(B - blue) < 4, $"{R} {G} {B}");
    }

    [Fact]
    public void A_wide_profile_is_converted_and_it_says_so()
    {
        // Display P3's primaries, adapted to D50, with its gamma written as 2.2.
        byte[] p3 = Profile("RGB ", 2.2, [0.5151, 0.2412, -0.0011], [0.2920, 0.6922, 0.0419], [0.1571, 0.0666, 0.7841]);
        DecodedPicture picture = decoder.Decode(WithProfile(new Rgba32(255, 0, 0), p3), new());
        Assert.Equal((255, 0, 0), At(picture, 1, 1));
        picture = decoder.Decode(WithProfile(new Rgba32(200, 120, 60), p3), new());
        // Farther apart in sRGB, whose primaries lie closer together.
        (int R, int G, int B) = At(picture, 1, 1);
        Assert.True(R is > 205 and < 225 && G is > 110 and < 122 && B is > 30 and < 56, $"{R} {G} {B}");
        Assert.Contains("converted to sRGB from its ICC profile", picture.Facts.Notes);
    }

    [Fact]
    public void Srgbs_own_profile_changes_nothing()
    {
        byte[] srgb = Profile("RGB ", 2.2, [0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7139], srgbCurve: true);
        DecodedPicture picture = decoder.Decode(WithProfile(new Rgba32(13, 99, 201), srgb), new());
        Assert.Equal((13, 99, 201), At(picture, 0, 0));
        Assert.Empty(picture.Facts.Notes);
    }

    [Fact]
    public void A_grey_profile_is_converted_one_of_tables_refused_and_a_damaged_one_passed_over()
    {
        DecodedPicture grey = decoder.Decode(WithProfile(new Rgba32(128, 128, 128), Profile("GRAY", 1.0, [], [], [])), new());
        Assert.Equal((188, 188, 188), At(grey, 1, 1));

        string refusal = Assert.Throws<PictureRefusedException>(
            () => decoder.Decode(WithProfile(new Rgba32(1, 2, 3), Profile("RGB ", 2.2, [], [], [])), new())).Message;
        Assert.Contains("ICC profile", refusal);
        Assert.Contains("sRGB", refusal);

        DecodedPicture damaged = decoder.Decode(WithProfile(new Rgba32(1, 2, 3), new byte[50]), new());
        Assert.Equal((1, 2, 3), At(damaged, 1, 1));
        Assert.Contains(damaged.Facts.Notes, note => note.Contains("damaged", StringComparison.Ordinal));
    }

    private DecodedPicture Decode(Image image, SixLabors.ImageSharp.Formats.IImageEncoder encoder)
    {
        using MemoryStream stream = new();
        image.Save(stream, encoder);
        return decoder.Decode(stream.ToArray(), new());
    }

    private static (int R, int G, int B) At(DecodedPicture picture, int x, int y) =>
        ((int)picture.Part(new(0, y, x + 1, 1)).Row(0, y)[x], (int)picture.Part(new(0, y, x + 1, 1)).Row(1, y)[x],
            (int)picture.Part(new(0, y, x + 1, 1)).Row(2, y)[x]);

    /// <summary>A PNG of one colour with a profile in front of its pixels.</summary>
    private static byte[] WithProfile(Rgba32 colour, byte[] profile)
    {
        using Image<Rgba32> image = new(4, 4, colour);
        using MemoryStream png = new();
        image.Save(png, new PngEncoder { ColorType = PngColorType.Rgb });
        using MemoryStream chunk = new();
        chunk.Write("iCCPname\0\0"u8);
        using (ZLibStream deflate = new(chunk, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(profile);
        byte[] body = chunk.ToArray();
        const int afterHeader = 8 + 25;
        return [.. png.ToArray()[..afterHeader], .. Big(body.Length - 4), .. body, .. Big((int)Crc(body)), .. png.ToArray()[afterHeader..]];
    }

    private static byte[] Profile(string space, double gamma, double[] red, double[] green, double[] blue, bool srgbCurve = false)
    {
        List<(string Tag, byte[] Data)> tags = [];
        byte[] curve = srgbCurve
            ? [.. "para"u8, 0, 0, 0, 0, 0, 3, 0, 0, .. Fixed(2.4), .. Fixed(1 / 1.055), .. Fixed(0.055 / 1.055), .. Fixed(1 / 12.92), .. Fixed(0.04045)]
            : [.. "curv"u8, 0, 0, 0, 0, .. Big(1), (byte)gamma, (byte)((gamma % 1) * 256)];
        if (space == "GRAY")
            tags.Add(("kTRC", curve));
        else if (red.Length > 0)
        {
            foreach ((string name, double[] xyz) in new[] { ("r", red), ("g", green), ("b", blue) })
            {
                tags.Add(($"{name}XYZ", [.. "XYZ "u8, 0, 0, 0, 0, .. xyz.SelectMany(Fixed)]));
                tags.Add(($"{name}TRC", curve));
            }
        }

        byte[] header = new byte[128];
        Encoding.ASCII.GetBytes(space).CopyTo(header, 16);
        Encoding.ASCII.GetBytes("XYZ acsp").AsSpan(0, 4).CopyTo(header.AsSpan(20));
        Encoding.ASCII.GetBytes("acsp").CopyTo(header, 36);
        List<byte> table = [.. Big(tags.Count)], data = [];
        foreach ((string tag, byte[] content) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(tag), .. Big(132 + (12 * tags.Count) + data.Count), .. Big(content.Length)]);
            data.AddRange(content);
        }

        return [.. header, .. table, .. data];
    }

    /// <summary>A baseline JPEG of 8 x 8 pixels of one colour, four components, inverted as Adobe writes them.</summary>
    private static byte[] Cmyk(int[] ink)
    {
        List<byte> file = [0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0];
        file.AddRange([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)]);
        file.AddRange([0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4]);
        for (byte i = 1; i <= 4; i++)
            file.AddRange([i, 0x11, 0]);
        // DC: the twelve categories, four bits each. AC: one code, end of block, one bit.
        file.AddRange([0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        file.AddRange([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.AddRange([0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        StringBuilder bits = new();
        foreach (int amount in ink)
        {
            int dc = (255 - amount - 128) * 8;
            int category = dc == 0 ? 0 : (int)Math.Log2(Math.Abs(dc)) + 1;
            bits.Append(Convert.ToString(category, 2).PadLeft(4, '0'));
            if (category > 0)
                bits.Append(Convert.ToString(dc > 0 ? dc : dc + (1 << category) - 1, 2).PadLeft(category, '0'));
            bits.Append('0');
        }

        while (bits.Length % 8 != 0)
            bits.Append('1');
        for (int i = 0; i < bits.Length; i += 8)
        {
            byte next = Convert.ToByte(bits.ToString(i, 8), 2);
            file.Add(next);
            if (next == 0xFF)
                file.Add(0);
        }

        return [.. file, 0xFF, 0xD9];
    }

    private static byte[] Fixed(double value) => Big((int)Math.Round(value * 65536));

    private static byte[] Big(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte each in bytes)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
