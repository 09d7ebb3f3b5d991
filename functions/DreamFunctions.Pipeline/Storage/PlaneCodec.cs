using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Planes as bytes, each value a little-endian half. Halves hold the bytes of a picture exactly and a detail (up to 255 in size) to
/// 1/8, at half the traffic of floats. The order is row, channel, column: what a neighbour sees of a tile are rows, which so lie
/// together and are one request.
/// </summary>
public static class PlaneCodec
{
    // Read at once: a row by itself costs more to ask for than to decode.
    private const int AtOnce = 1 << 17;

    /// <summary>The bytes of an area's plane.</summary>
    public static long LengthOf(Region area) => Plane.Channels * 2 * area.PixelCount;

    /// <summary>Encodes all values of a plane; 6 bytes a pixel.</summary>
    public static byte[] Encode(Plane plane)
    {
        byte[] bytes = new byte[plane.Values.Length * 2];
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
        for (int y = plane.Area.Y; y < plane.Area.Bottom; y++)
            for (int channel = 0; channel < Plane.Channels; channel++, halves = halves[plane.Area.Width..])
                TensorPrimitives.ConvertToHalf(plane.Row(channel, y), halves);
        return bytes;
    }

    /// <summary>The rows of an area's plane that a part of it needs.</summary>
    public static PlaneRows RowsFor(Region area, Region part)
    {
        Region wanted = area.Intersect(part);
        return new(PlaneOrder.RowChannelColumn, Plane.Channels * (wanted.Y - area.Y), Plane.Channels * wanted.Height);
    }

    /// <summary>All rows of an area's plane, in the order of earlier versions.</summary>
    public static PlaneRows EarlierRows(Region area) => new(PlaneOrder.ChannelRowColumn, 0, Plane.Channels * area.Height);

    /// <summary>Refuses a plane's bytes where they are not as many as its area has.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void RequireLength(Region area, long bytes)
    {
        if (bytes != LengthOf(area))
            throw new InvalidDataException($"A plane of {area.Width} x {area.Height} pixels takes {LengthOf(area)} bytes, not {bytes}.");
    }

    /// <summary>Decodes rows of an area's plane into one that has pixels in common with it, as they come.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public static async Task DecodeAsync(Stream bytes, Region area, PlaneRows rows, Plane target, CancellationToken cancel)
    {
        Region wanted = area.Intersect(target.Area);
        int length = PlaneRows.Bytes(area);
        byte[] together = new byte[length * Math.Clamp(AtOnce / length, 1, rows.Count)];
        int last = rows.First + rows.Count;
        for (int first = rows.First; first < last; first += together.Length / length)
        {
            int asked = Math.Min(together.Length, (last - first) * length);
            int got = await bytes.ReadAtLeastAsync(together.AsMemory(0, asked), asked, throwOnEndOfStream: false, cancel);
            if (got < asked)
                throw new InvalidDataException(
                    $"A plane of {area.Width} x {area.Height} pixels takes {LengthOf(area)} bytes, and ends in row {first + (got / length)}.");
            for (int i = 0; i < asked / length; i++)
            {
                (int channel, int y) = rows.Order == PlaneOrder.RowChannelColumn
                    ? ((first + i) % Plane.Channels, (first + i) / Plane.Channels)
                    : ((first + i) / area.Height, (first + i) % area.Height);
                Decode(together.AsSpan(i * length, length), area, channel, area.Y + y, wanted, target);
            }
        }
    }

    private static void Decode(ReadOnlySpan<byte> row, Region area, int channel, int y, Region wanted, Plane target)
    {
        if (y >= wanted.Y && y < wanted.Bottom)
            TensorPrimitives.ConvertToSingle(
                MemoryMarshal.Cast<byte, Half>(row)[(wanted.X - area.X)..(wanted.Right - area.X)],
                target.Row(channel, y, wanted.X, wanted.Width));
    }
}

/// <summary>How the values of a plane follow one another as bytes.</summary>
public enum PlaneOrder
{
    /// <summary>As they are written.</summary>
    RowChannelColumn,

    /// <summary>As they were written before tickets of version 3.</summary>
    ChannelRowColumn,
}

/// <summary>Rows of a plane that follow one another, each of one channel, counted in the plane's order.</summary>
public readonly record struct PlaneRows(PlaneOrder Order, int First, int Count)
{
    /// <summary>A row's bytes.</summary>
    public static int Bytes(Region area) => 2 * area.Width;
}
