using System.Runtime.InteropServices;
using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;
using Size = DreamFunctions.Dreaming.Size;

namespace DreamFunctions.Pipeline;

/// <summary>What a picture's file was.</summary>
/// <param name="Format">png, jpeg, webp or gif.</param>
/// <param name="Width">Width in pixels, upright.</param>
/// <param name="Height">Height in pixels, upright.</param>
/// <param name="HasAlpha">Some pixel is not opaque; the dream keeps the transparency.</param>
/// <param name="Notes">What was done to it that its owner may want to know (turned upright, first frame only).</param>
public sealed record PictureFacts(string Format, int Width, int Height, bool HasAlpha, IReadOnlyList<string> Notes)
{
    /// <summary>The picture's size.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Size Size => new(Width, Height);
}

/// <summary>
/// A decoded picture, upright. It is held as the decoder gave it, 4 bytes a pixel; its parts are turned into planes (12) when
/// they are asked for, by any number of threads at once.
/// </summary>
/// <param name="facts">What its file was.</param>
/// <param name="image">Its pixels; disposed with this.</param>
public sealed class DecodedPicture(PictureFacts facts, Image<Rgba32> image) : IDisposable
{
    /// <summary>What its file was.</summary>
    public PictureFacts Facts => facts;

    /// <summary>The colours of a part, R, G, B, 0..255.</summary>
    public Plane Part(Region part)
    {
        Plane plane = new(part);
        for (int y = part.Y; y < part.Bottom; y++)
        {
            Span<Rgba32> row = image.DangerousGetPixelRowMemory(y).Span.Slice(part.X, part.Width);
            Span<float> red = plane.Row(0, y), green = plane.Row(1, y), blue = plane.Row(2, y);
            for (int x = 0; x < row.Length; x++)
                (red[x], green[x], blue[x]) = (row[x].R, row[x].G, row[x].B);
        }

        return plane;
    }

    /// <summary>A part of the picture at a smaller size, with the same bits as in the whole.</summary>
    public Plane Part(Region part, Size size) =>
        OctavePyramid.Part(Part(OctavePyramid.SourceOf(part, size, facts.Size)), facts.Size, part, size);

    /// <summary>Its transparency, one byte a pixel, row by row; null where it is opaque.</summary>
    public byte[]? Alpha()
    {
        if (!facts.HasAlpha)
            return null;
        byte[] alpha = new byte[facts.Width * facts.Height];
        for (int y = 0; y < facts.Height; y++)
        {
            Span<Rgba32> row = image.DangerousGetPixelRowMemory(y).Span;
            Span<byte> seen = alpha.AsSpan(y * facts.Width, facts.Width);
            for (int x = 0; x < row.Length; x++)
                seen[x] = row[x].A;
        }

        return alpha;
    }

    /// <summary>A copy to draw on, without its transparency; the caller disposes it.</summary>
    public Image<Rgb24> ToImage() => image.CloneAs<Rgb24>();

    /// <summary>Its pixels, R, G, B, A, row by row.</summary>
    internal void WriteTo(Stream output)
    {
        for (int y = 0; y < facts.Height; y++)
            output.Write(MemoryMarshal.AsBytes(image.DangerousGetPixelRowMemory(y).Span));
    }

    /// <summary>A picture from its pixels, as <see cref="WriteTo"/> writes them.</summary>
    /// <exception cref="IOException">There are too few.</exception>
    internal static DecodedPicture ReadFrom(Stream input, PictureFacts facts)
    {
        Image<Rgba32> image = new(facts.Width, facts.Height);
        try
        {
            for (int y = 0; y < facts.Height; y++)
                input.ReadExactly(MemoryMarshal.AsBytes(image.DangerousGetPixelRowMemory(y).Span));
            return new(facts, image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => image.Dispose();
}

/// <summary>A file that cannot be dreamed; the message says why and what to do, for the person who dropped it.</summary>
public sealed class PictureRefusedException(string message) : Exception(message);

/// <summary>Bytes in, a picture out: the one place where files from strangers are read.</summary>
public interface IPictureDecoder
{
    /// <summary>Decodes a picture within limits; the caller disposes it.</summary>
    /// <exception cref="PictureRefusedException">It cannot be dreamed, whatever the bytes.</exception>
    DecodedPicture Decode(byte[] file, PictureLimits limits);
}
