using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Icc;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DreamFunctions.Pipeline.Tests.Pictures.Strangers;

/// <summary>Pictures of the project's own making for the fuzz target: plain ones to damage, and bombs as they are.</summary>
internal static class SeedPictures
{
    /// <summary>Sound files of every accepted format and of some that are not.</summary>
    public static IReadOnlyDictionary<string, byte[]> Plain { get; } = MakePlain();

    /// <summary>Files that ask for much more than they are.</summary>
    public static IReadOnlyDictionary<string, byte[]> Bombs { get; } = MakeBombs();

    public static byte[] Save(Image image, IImageEncoder encoder)
    {
        using MemoryStream stream = new();
        image.Save(stream, encoder);
        return stream.ToArray();
    }

    /// <summary>A PNG of 110 megapixels in 3 MB.</summary>
    public static byte[] CompressionBomb() => Png(11_000, 10_000, Zeros(10_000L * ((11_000 * 3) + 1)));

    /// <summary>A PNG chunk by chunk, with good checksums.</summary>
    public static byte[] Png(int width, int height, byte[] compressed, params (string Type, byte[] Data)[] more)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return
        [
            0x89, .. "PNG\r\n\x1a\n"u8, .. PngChecksums.Part("IHDR", header), .. more.SelectMany(part => PngChecksums.Part(part.Type, part.Data)),
            .. PngChecksums.Part("IDAT", compressed), .. PngChecksums.Part("IEND", []),
        ];
    }

    /// <summary>So many zeros, compressed.</summary>
    public static byte[] Zeros(long count)
    {
        using MemoryStream target = new();
        using (ZLibStream zip = new(target, CompressionLevel.Fastest))
        {
            byte[] block = new byte[1 << 16];
            for (long left = count; left > 0; left -= block.Length)
                zip.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        return target.ToArray();
    }

    private static Dictionary<string, byte[]> MakePlain()
    {
        using Image<Rgba32> image = ImageSharpDecoderTests.Gradient(48, 31);
        using Image<Rgba32> tall = ImageSharpDecoderTests.Gradient(1, 300), wide = ImageSharpDecoderTests.Gradient(300, 1);
        using Image<Rgba32> turned = ImageSharpDecoderTests.Gradient(40, 24), moving = ImageSharpDecoderTests.Gradient(20, 20);
        turned.Metadata.ExifProfile = new ExifProfile();
        turned.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
        turned.Metadata.ExifProfile.SetValue(ExifTag.Artist, "somebody");
        turned.Metadata.IccProfile = new IccProfile(new byte[200]);
        for (int i = 0; i < 4; i++)
            moving.Frames.AddFrame(image.Clone(each => each.Resize(20, 20)).Frames.RootFrame);
        return new()
        {
            ["rgb.png"] = Save(image, new PngEncoder { ColorType = PngColorType.Rgb }),
            ["rgba16.png"] = Save(image, new PngEncoder { ColorType = PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit16 }),
            ["palette.png"] = Save(image, new PngEncoder { ColorType = PngColorType.Palette }),
            ["interlaced.png"] = Save(image, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 }),
            ["text.png"] = Png(8, 8, Zeros(8 * 25), ("tEXt", [.. "Comment\0hello"u8]), ("iCCP", [.. "icc\0\0"u8, .. Zeros(3000)])),
            ["444.jpg"] = Save(image, new JpegEncoder { Quality = 90, ColorType = JpegColorType.YCbCrRatio444 }),
            ["420.jpg"] = Save(image, new JpegEncoder { Quality = 60, ColorType = JpegColorType.YCbCrRatio420 }),
            ["grey.jpg"] = Save(image, new JpegEncoder { ColorType = JpegColorType.Luminance }),
            ["turned.jpg"] = Save(turned, new JpegEncoder()),
            ["lossy.webp"] = Save(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }),
            ["lossless.webp"] = Save(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }),
            ["still.gif"] = Save(image, new GifEncoder()),
            ["moving.gif"] = Save(moving, new GifEncoder()),
            ["tall.png"] = Save(tall, new PngEncoder()),
            ["wide.jpg"] = Save(wide, new JpegEncoder()),
            ["tall.webp"] = Save(tall, new WebpEncoder()),
            ["wide.gif"] = Save(wide, new GifEncoder()),
            ["bitmap.png"] = Save(image, new BmpEncoder()),
            ["targa.jpg"] = Save(image, new TgaEncoder()),
            ["words.png"] = Encoding.UTF8.GetBytes("no picture at all"),
            ["empty.jpg"] = [],
        };
    }

    private static Dictionary<string, byte[]> MakeBombs()
    {
        byte[] gif = [.. Plain["still.gif"]], jpeg = [.. Plain["444.jpg"]], webp = [.. Plain["lossless.webp"]];
        gif.AsSpan(6, 4).Fill(0xFF);
        jpeg.AsSpan(jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 }) + 5, 4).Fill(0xFF);
        webp.AsSpan(21, 3).Fill(0xFF);
        byte[] text = [.. "Comment\0\0"u8, .. Zeros(100 << 20)];
        return new()
        {
            ["declared.png"] = Png(1, 500_000_000, Zeros(100)),
            ["declared.gif"] = gif,
            ["declared.jpg"] = jpeg,
            ["declared.webp"] = webp,
            ["declared within limits, nothing there.png"] = Png(6_000, 5_000, Zeros(10)),
            ["compressed.png"] = CompressionBomb(),
            ["metadata.png"] = Png(8, 8, Zeros(8 * 25), [.. Enumerable.Repeat(("zTXt", text), 20)]),
            ["profile.png"] = Png(8, 8, Zeros(8 * 25), ("iCCP", [.. "icc\0\0"u8, .. Zeros(100 << 20)])),
            ["frames.gif"] = Frames(20_000),
            ["profile parts.jpg"] =
                [.. Plain["444.jpg"][..2], .. Enumerable.Repeat(Segment(0xE2, 60_000), 255).SelectMany(part => part), .. Plain["444.jpg"][2..]],
            ["longest.png"] = Png(1, 30_000, Zeros(4 * 30_000)),
            ["widest.png"] = Png(30_000, 1, Zeros(90_001)),
        };
    }

    // One frame of 1 x 1, so many times (GIF89a, 20).
    private static byte[] Frames(int count)
    {
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. Enumerable.Repeat(frame, count).SelectMany(part => part), 0x3B,
        ];
    }

    private static byte[] Segment(byte marker, int length) =>
        [0xFF, marker, (byte)((length + 2) >> 8), (byte)(length + 2), .. "ICC_PROFILE\0"u8, .. new byte[length - 12]];
}
