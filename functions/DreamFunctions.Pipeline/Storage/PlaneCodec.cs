using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Planes as bytes: channel, row, column, each value a little-endian half. Halves hold the bytes of a picture exactly and a
/// detail (up to 255 in size) to 1/8, at half the traffic of floats.
/// </summary>
public static class PlaneCodec
{
    // What two more requests have to spare to be worth it.
    private const long WorthARequest = 500_000;

    // Read at once: a row by itself costs more to ask for than to decode.
    private const int AtOnce = 1 << 17;

    /// <summary>The bytes of an area's plane.</summary>
    public static long LengthOf(Region area) => Plane.Channels * 2 * area.PixelCount;

    /// <summary>Encodes all values of a plane; 6 bytes a pixel.</summary>
    public static byte[] Encode(Plane plane)
    {
        byte[] bytes = new byte[plane.Values.Length * 2];
        TensorPrimitives.ConvertToHalf(plane.Values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>
    /// The rows to read of an area's plane for those that a part of it needs: of each channel those rows, or all of them in one where
    /// that saves little.
    /// </summary>
    public static IEnumerable<PlaneRows> RowsFor(Region area, Region part)
    {
        Region wanted = area.Intersect(part);
        return PlaneRows.Bytes(area) * Plane.Channels * (area.Height - wanted.Height) < WorthARequest
            ? [new(0, Plane.Channels * area.Height)]
            : Enumerable.Range(0, Plane.Channels).Select(channel => new PlaneRows((channel * area.Height) + wanted.Y - area.Y, wanted.Height));
    }

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
                Decode(together.AsSpan(i * length, length), area, first + i, wanted, target);
        }
    }

    private static void Decode(ReadOnlySpan<byte> row, Region area, int number, Region wanted, Plane target)
    {
        int y = area.Y + (number % area.Height);
        if (y >= wanted.Y && y < wanted.Bottom)
            TensorPrimitives.ConvertToSingle(
                MemoryMarshal.Cast<byte, Half>(row)[(wanted.X - area.X)..(wanted.Right - area.X)],
                target.Row(number / area.Height, y, wanted.X, wanted.Width));
    }
}

/// <summary>Rows of a plane that follow one another, counted through its channels.</summary>
public readonly record struct PlaneRows(int First, int Count)
{
    /// <summary>A row's bytes.</summary>
    public static int Bytes(Region area) => 2 * area.Width;
}
