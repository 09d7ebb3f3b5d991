using System.Buffers.Binary;
using System.Text;

namespace DreamFunctions.Pipeline.Tests.Pictures.Strangers;

/// <summary>PNG's checksums (PNG 5.3, annex D): a damaged file with good ones gets further into a decoder.</summary>
internal static class PngChecksums
{
    public static byte[] Part(string type, byte[] data)
    {
        byte[] part = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(part, data.Length);
        Encoding.ASCII.GetBytes(type, part.AsSpan(4));
        data.CopyTo(part, 8);
        Mend(part);
        return part;
    }

    /// <summary>Makes every checksum of a file good, as far as it has the form of a PNG.</summary>
    public static void MendAll(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            long end = at + 12 + BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (end > file.Length)
                return;
            Mend(file.AsSpan((int)at, (int)(end - at)));
            at = end;
        }
    }

    private static void Mend(Span<byte> part) => BinaryPrimitives.WriteUInt32BigEndian(part[^4..], Sum(part[4..^4]));

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = ~0u;
        foreach (byte value in bytes)
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static readonly uint[] Table =
    [
        .. Enumerable.Range(0, 256).Select(value =>
        {
            uint sum = (uint)value;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            return sum;
        }),
    ];
}
