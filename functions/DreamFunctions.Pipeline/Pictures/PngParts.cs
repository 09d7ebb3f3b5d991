using System.Buffers.Binary;
using System.Text;

namespace DreamFunctions.Pipeline;

/// <summary>A part of a PNG (the standard calls it a chunk).</summary>
/// <param name="Kind">Its four letters.</param>
/// <param name="Content">What there is of it.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
internal readonly record struct PngPart(string Kind, ReadOnlyMemory<byte> Content, bool IsWhole);

/// <summary>The parts of a PNG's file (PNG 5.3), whatever their checksums say; the last one as far as it goes.</summary>
internal static class PngParts
{
    private const int Signature = 8, Head = 8, Checksum = 4;

    public static IEnumerable<PngPart> In(byte[] file)
    {
        for (long at = Signature; at + Head + Checksum <= file.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at)), there = Math.Min(length, file.Length - at - Head);
            yield return new(Encoding.ASCII.GetString(file, (int)at + 4, 4), file.AsMemory((int)at + Head, (int)there), there == length);
            at += Head + length + Checksum;
        }
    }
}
