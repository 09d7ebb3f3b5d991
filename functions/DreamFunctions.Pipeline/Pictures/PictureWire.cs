using System.Buffers.Binary;
using System.Text.Json;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Pipeline;

/// <summary>
/// A picture on its way from the decoder's process: a greeting, the length (4 bytes, little-endian) and JSON of what it is or why
/// it is refused, then its pixels, R, G, B, A, row by row. The reader trusts none of it.
/// </summary>
public static class PictureWire
{
    private const int MostWords = 1 << 16;

    private static ReadOnlySpan<byte> Greeting => "DreamFunctions.Decoder 1\n"u8;

    private sealed record Answer(string? Refusal, PictureFacts? Facts);

    /// <summary>The decoder is up and confined: whatever happens from here on is the picture's doing.</summary>
    public static void WriteReady(Stream output)
    {
        output.Write(Greeting);
        output.Flush();
    }

    /// <summary>Writes a picture.</summary>
    public static void Write(Stream output, DecodedPicture picture)
    {
        using BufferedStream buffered = new(output, MostWords);
        WriteAnswer(buffered, new(null, picture.Facts));
        picture.WriteTo(buffered);
    }

    /// <summary>Writes why there is none.</summary>
    public static void WriteRefusal(Stream output, string reason) => WriteAnswer(output, new(reason, null));

    /// <summary>Whether the decoder is up.</summary>
    public static bool ReadReady(Stream input)
    {
        byte[] greeting = new byte[Greeting.Length];
        return input.ReadAtLeast(greeting, greeting.Length, throwOnEndOfStream: false) == greeting.Length && Greeting.SequenceEqual(greeting);
    }

    /// <summary>Reads a picture.</summary>
    /// <param name="input">What the decoder says.</param>
    /// <param name="format">The format that the file's first bytes tell.</param>
    /// <param name="limits">What is accepted; held here once more.</param>
    /// <exception cref="PictureRefusedException">The decoder refused it.</exception>
    /// <exception cref="IOException">It ended in the middle, or said something else.</exception>
    public static DecodedPicture Read(Stream input, string format, PictureLimits limits)
    {
        using BufferedStream buffered = new(input, MostWords);
        Answer answer = ReadAnswer(buffered);
        if (answer.Refusal is { } reason)
            throw new PictureRefusedException(reason.ReplaceLineEndings(" "));
        if (answer.Facts is not { } facts || facts.Format != format)
            throw new InvalidDataException("The decoder tells of another format than the file's.");
        ImageSharpDecoder.CheckSize(facts.Width, facts.Height, limits);
        return DecodedPicture.ReadFrom(buffered, facts);
    }

    private static void WriteAnswer(Stream output, Answer answer)
    {
        byte[] words = JsonSerializer.SerializeToUtf8Bytes(answer);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, words.Length);
        output.Write(length);
        output.Write(words);
        output.Flush();
    }

    private static Answer ReadAnswer(Stream input)
    {
        Span<byte> length = stackalloc byte[4];
        input.ReadExactly(length);
        if (BinaryPrimitives.ReadInt32LittleEndian(length) is not (> 0 and <= MostWords) and var wrong)
            throw new InvalidDataException($"The decoder announces {wrong} bytes of words.");
        byte[] words = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        input.ReadExactly(words);
        try
        {
            return JsonSerializer.Deserialize<Answer>(words) ?? throw new InvalidDataException("The decoder says nothing.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The decoder's words cannot be read.", e);
        }
    }
}
