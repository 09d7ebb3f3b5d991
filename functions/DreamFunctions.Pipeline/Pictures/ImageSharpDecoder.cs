using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Decodes PNG, JPEG, WebP and GIF (its first frame) with ImageSharp and no other of its formats: the open advisories of its
/// 2.1 line are in TIFF, BigTIFF and BMP. Metadata is read from JPEG only, where EXIF turns the picture. Colours are brought to sRGB
/// by <see cref="ColourProfile"/>, CMYK without a profile by the plain formula.
/// </summary>
public sealed class ImageSharpDecoder : IPictureDecoder
{
    private const string Accepted = "PNG, JPEG, WebP and GIF are accepted";
    private const int MiB = 1 << 20;

    private sealed record Kind(string Name, IImageDecoder Decoder, IImageFormatDetector Detector);

    private static readonly Kind[] Kinds =
    [
        new("png", new PngDecoder { IgnoreMetadata = true }, new PngImageFormatDetector()),
        new("jpeg", new JpegDecoder(), new JpegImageFormatDetector()),
        new("webp", new WebpDecoder { IgnoreMetadata = true }, new WebpImageFormatDetector()),
        new("gif", new GifDecoder { IgnoreMetadata = true, DecodingMode = SixLabors.ImageSharp.Metadata.FrameDecodingMode.First },
            new GifImageFormatDetector()),
    ];

    /// <inheritdoc/>
    public DecodedPicture Decode(byte[] file, PictureLimits limits)
    {
        CheckLength(file.LongLength, limits);
        Kind kind = KindOf(file);
        try
        {
            Configuration configuration = Accepting(limits);
            using MemoryStream stream = new(file, writable: false);
            // The kind's own decoder, which passes metadata over: Image.Identify would inflate every text of a PNG.
            IImageInfo header = ((IImageInfoDetector)kind.Decoder).Identify(configuration, stream, CancellationToken.None)
                ?? throw new PictureRefusedException($"The {kind.Name} file has no readable header; it may be cut off. Save it again and drop it anew.");
            CheckSize(header.Width, header.Height, limits);
            if (kind.Name == "png")
                InterlacedPng.RequireWhole(file);
            Image<Rgba32> image = Image.Load<Rgba32>(configuration, file, kind.Decoder);
            try
            {
                PictureFacts facts = Read(image, kind.Name);
                return ProfileFinder.Find(kind.Name, file) is { } profile && ColourProfile.Convert(profile, image) is { } note
                    ? new(facts with { Notes = [.. facts.Notes, note] }, image)
                    : new(facts, image);
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
        catch (PictureRefusedException)
        {
            throw;
        }
        catch (Exception e) when (e is OutOfMemoryException or InvalidMemoryOperationException)
        {
            throw new PictureRefusedException(TooMuchMemory(kind.Name, limits));
        }
#pragma warning disable CA1031 // Whatever a stranger's bytes do inside the decoder becomes a reason, never an outage.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new PictureRefusedException(
                $"The {kind.Name} file cannot be decoded ({e.GetType().Name}: {OneLine(e.Message)}). Open it in an editor, save it again and drop it anew.");
        }
    }

    /// <summary>ImageSharp with the accepted formats only, and with no more memory than a picture within the limits takes.</summary>
    internal static Configuration Accepting(PictureLimits limits) => new(
        new JpegConfigurationModule(), new PngConfigurationModule(), new WebpConfigurationModule(), new GifConfigurationModule())
    {
        // 4 bytes a pixel for the picture and as much again for the decoder's own planes.
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = (int)(limits.Pixels * 8 / MiB) + 64 }),
    };

    /// <summary>The format that a file's first bytes tell.</summary>
    /// <exception cref="PictureRefusedException">None that is accepted.</exception>
    internal static string FormatOf(byte[] file) => KindOf(file).Name;

    private static Kind KindOf(byte[] file)
    {
        if (file.Length == 0)
            throw new PictureRefusedException("The file is empty. Drop the picture again; the upload may have been cut off.");
        return Kinds.FirstOrDefault(k => k.Detector.DetectFormat(file) is not null)
            ?? throw new PictureRefusedException($"The file is not a picture that can be read: {Accepted}, by content and not by name.");
    }

    internal static string TooMuchMemory(string format, PictureLimits limits) =>
        $"Decoding the {format} file takes more than {limits.Memory / MiB:N0} MB of memory, which is all that one picture gets. "
        + "Make it smaller, or save it again without what it carries along, and drop it anew.";

    /// <summary>Refuses a file that is too long before it is downloaded.</summary>
    /// <exception cref="PictureRefusedException">It is too long.</exception>
    public static void CheckLength(long bytes, PictureLimits limits)
    {
        if (bytes > limits.Bytes)
            throw new PictureRefusedException($"The file has {bytes:N0} bytes; at most {limits.Bytes:N0} are accepted.");
    }

    internal static IImageInfo? Identify(Configuration configuration, byte[] file)
    {
        using MemoryStream stream = new(file, writable: false);
        return Image.Identify(configuration, stream, out _);
    }

    /// <summary>Refuses a picture that is too large.</summary>
    /// <exception cref="PictureRefusedException">It is too large, or empty.</exception>
    internal static void CheckSize(int width, int height, PictureLimits limits)
    {
        if (width < 1 || height < 1)
            throw new PictureRefusedException($"The picture is {width} x {height} pixels: there is nothing to dream on.");
        if (width > limits.Side || height > limits.Side)
            throw new PictureRefusedException(
                $"The picture is {width} x {height} pixels; a side may have at most {limits.Side:N0}. Make it smaller and drop it anew.");
        if ((long)width * height > limits.Pixels)
            throw new PictureRefusedException(
                $"The picture has {(long)width * height:N0} pixels ({width} x {height}); at most {limits.Pixels:N0} are accepted. "
                + "Make it smaller and drop it anew.");
    }

    private static PictureFacts Read(Image<Rgba32> image, string format)
    {
        List<string> notes = [];
        // The number, not the entry: turning the picture sets that to 1.
        if (image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value is { } orientation and > 1)
        {
            image.Mutate(picture => picture.AutoOrient());
            notes.Add($"turned upright (EXIF orientation {orientation})");
        }

        if (format == "gif")
            notes.Add("only the first frame of a GIF is dreamed");
        bool opaque = true;
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; opaque && y < rows.Height; y++)
            {
                foreach (Rgba32 pixel in rows.GetRowSpan(y))
                    opaque &= pixel.A == 255;
            }
        });
        return new(format, image.Width, image.Height, !opaque, notes);
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
