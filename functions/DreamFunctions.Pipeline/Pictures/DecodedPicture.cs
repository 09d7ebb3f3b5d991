using DreamFunctions.Dreaming;

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

/// <summary>A decoded picture.</summary>
/// <param name="Facts">What its file was.</param>
/// <param name="Colour">Its colours, R, G, B, 0..255, upright.</param>
/// <param name="Alpha">Its transparency, one byte a pixel, row by row; null where it is opaque.</param>
public sealed record DecodedPicture(PictureFacts Facts, Plane Colour, byte[]? Alpha);

/// <summary>A file that cannot be dreamed; the message says why and what to do, for the person who dropped it.</summary>
public sealed class PictureRefusedException(string message) : Exception(message);

/// <summary>Bytes in, a picture out: the one place where files from strangers are read.</summary>
public interface IPictureDecoder
{
    /// <summary>Decodes a picture within limits.</summary>
    /// <exception cref="PictureRefusedException">It cannot be dreamed, whatever the bytes.</exception>
    DecodedPicture Decode(byte[] file, PictureLimits limits);
}
