using System.Buffers.Binary;
using System.IO.Compression;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Interlaced PNGs that are cut off: ImageSharp 2.1.13 asks an interlaced file's data for more for ever where they end too early
/// (<c>DecodeInterlacedPixelData</c> leaves its rows, and not its loop). So they are counted before. Narrow ones, of which some passes are
/// empty, it reads wrongly, and some of them for ever too.
/// </summary>
internal static class InterlacedPng
{
    // Adam7 (PNG specification, 8.2): where each pass begins and how far apart its pixels are.
    private static readonly (int X, int Y, int Across, int Down)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    // The second pass begins in the fifth column.
    private const int Narrowest = 5;

    /// <summary>Passes over what is no interlaced PNG.</summary>
    /// <exception cref="PictureRefusedException">Its data are too few for its pixels, or it is narrow.</exception>
    public static void RequireWhole(byte[] file)
    {
        List<PngPart> parts = [.. PngParts.In(file)];
        ReadOnlyMemory<byte> header = parts.TakeWhile(part => part.Kind != "IDAT").LastOrDefault(part => part.Kind == "IHDR").Content;
        if (header.Length < 13 || header.Span[12] != 1)
            return;
        if (BinaryPrimitives.ReadUInt32BigEndian(header.Span) < Narrowest)
            throw new PictureRefusedException(
                $"Interlaced png files less than {Narrowest} pixels wide are not read. Save it without interlacing and drop it anew.");
        using MemoryStream data = new();
        foreach (PngPart part in parts.SkipWhile(part => part.Kind != "IDAT").TakeWhile(part => part.Kind == "IDAT"))
            data.Write(part.Content.Span);
        long needed = BytesOf(header.Span);
        if (CountUpTo(needed, data) < needed)
            throw new PictureRefusedException(
                "The png file is cut off or damaged before its last pixel. Open it in an editor, save it again and drop it anew.");
    }

    // Every row of a pass has a byte for its filter.
    private static long BytesOf(ReadOnlySpan<byte> header)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        int samples = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }, bits = samples * header[8];
        return Passes.Sum(pass =>
        {
            long columns = Steps(width - pass.X, pass.Across), rows = Steps(height - pass.Y, pass.Down);
            return columns == 0 ? 0 : rows * (1 + ((columns * bits) + 7) / 8);
        });
    }

    private static long Steps(long length, int step) => length <= 0 ? 0 : (length + step - 1) / step;

    private static long CountUpTo(long most, MemoryStream data)
    {
        // As the decoder does: whatever zlib's head of two bytes and its checksum say.
        data.Position = 2;
        using DeflateStream inflated = new(data, CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        try
        {
            for (int read = 1; read > 0 && count < most; count += read)
                read = inflated.Read(buffer);
        }
        catch (InvalidDataException)
        {
            // What came before counts.
        }

        return count;
    }
}
