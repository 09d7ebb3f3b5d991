using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Png.Chunks;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Pipeline;

/// <summary>Writes a dream in the upload's own format, with its settings in the picture's own metadata.</summary>
public static class PictureEncoder
{
    /// <summary>The keyword of the PNG text chunk that holds the settings.</summary>
    public const string Keyword = "DreamFunctions";

    private const int Quality = 95;

    /// <summary>The media type of a format.</summary>
    public static string MediaType(string format) => $"image/{format}";

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">png, jpeg, webp or gif.</param>
    /// <param name="opaque">No pixel is transparent.</param>
    /// <param name="settings">The settings as JSON: a PNG text chunk, the EXIF user comment of JPEG and WebP, a GIF comment.</param>
    /// <param name="origin">Who made it, as an XMP packet (<see cref="DigitalSource"/>), which every format has a place for.</param>
    /// <param name="output">Where the bytes go.</param>
    public static void Encode(Image<Rgba32> image, string format, bool opaque, string settings, string origin, Stream output)
    {
        image.Metadata.XmpProfile = new XmpProfile(Encoding.UTF8.GetBytes(origin));
        switch (format)
        {
            case "png":
                image.Metadata.GetPngMetadata().TextData.Add(new PngTextData(Keyword, settings, "", ""));
                break;
            case "gif":
                // A GIF comment is a chain of blocks of at most 255 bytes.
                foreach (char[] block in settings.Chunk(200))
                    image.Metadata.GetGifMetadata().Comments.Add(new string(block));
                break;
            default:
                ExifProfile exif = new();
                exif.SetValue(ExifTag.UserComment, new EncodedString(EncodedString.CharacterCode.ASCII, settings));
                exif.SetValue(ExifTag.Software, Keyword);
                image.Metadata.ExifProfile = exif;
                break;
        }

        image.Save(output, EncoderOf(format, opaque));
    }

    private static IImageEncoder EncoderOf(string format, bool opaque) => format switch
    {
        "png" => new PngEncoder { ColorType = opaque ? PngColorType.Rgb : PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit8 },
        "jpeg" => new JpegEncoder { Quality = Quality, ColorType = JpegColorType.YCbCrRatio444 },
        "webp" => new WebpEncoder { Quality = Quality, FileFormat = WebpFileFormatType.Lossy },
        "gif" => new GifEncoder(),
        _ => throw new ArgumentException($"There is no encoder for '{format}'.", nameof(format)),
    };
}
