using System.Buffers.Binary;
using System.IO.Compression;

namespace DreamFunctions.Pipeline;

/// <summary>The ICC profile inside a picture's file: ImageSharp 2 reads it from JPEG only, and converts from none.</summary>
internal static class ProfileFinder
{
    // Larger than any camera's or monitor's; what inflates beyond it is no profile.
    private const int MostBytes = 4 << 20;

    /// <summary>The profile's bytes; null where there is none, or where what stands there is not whole.</summary>
    public static byte[]? Find(string format, byte[] file)
    {
        try
        {
            return format switch
            {
                "jpeg" => InJpeg(file),
                "png" => InPng(file),
                "webp" => InWebp(file),
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidDataException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // ICC.1:2010 annex B.4: "ICC_PROFILE", 0, number, count, then the part.
    private static byte[]? InJpeg(byte[] file)
    {
        SortedDictionary<byte, byte[]> parts = [];
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xDA;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            ReadOnlySpan<byte> segment = file.AsSpan(at + 4, length - 2);
            if (file[at + 1] == 0xE2 && segment.Length > 14 && segment[..12].SequenceEqual("ICC_PROFILE\0"u8))
                parts[segment[12]] = segment[14..].ToArray();
            at += 2 + length;
        }

        return parts.Count == 0 ? null : [.. parts.Values.SelectMany(part => part)];
    }

    // PNG 11.3.3.3: a name, 0, 0 (deflate), the compressed profile.
    private static byte[]? InPng(byte[] file)
    {
        PngPart first = PngParts.In(file).FirstOrDefault(part => part.Kind is "iCCP" or "IDAT");
        if (first is not { Kind: "iCCP", IsWhole: true })
            return null;
        ReadOnlySpan<byte> part = first.Content.Span;
        return Inflate(part[(part.IndexOf((byte)0) + 2)..].ToArray());
    }

    private static byte[]? InWebp(byte[] file)
    {
        for (int at = 12; at + 8 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            if (length < 0)
                return null;
            if (file.AsSpan(at, 4).SequenceEqual("ICCP"u8))
                return file.AsSpan(at + 8, length).ToArray();
            at += 8 + length + (length & 1);
        }

        return null;
    }

    private static byte[]? Inflate(byte[] compressed)
    {
        using ZLibStream stream = new(new MemoryStream(compressed), CompressionMode.Decompress);
        byte[] profile = new byte[MostBytes + 1];
        int length = stream.ReadAtLeast(profile, profile.Length, throwOnEndOfStream: false);
        return length > MostBytes ? null : profile[..length];
    }
}
