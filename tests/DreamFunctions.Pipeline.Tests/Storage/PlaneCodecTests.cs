using CsCheck;
using DreamFunctions.Dreaming;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Storage;

public sealed class PlaneCodecTests
{
    private static readonly Gen<Plane> Bytes = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[-5, 5], Gen.Int[-5, 5]).SelectMany(
        (width, height, x, y) => Gen.Byte.Array[3 * width * height].Select(
            values => new Plane(new(x, y, width, height), [.. values.Select(value => (float)value)])));

    [Fact]
    public Task A_picture_of_bytes_comes_back_exactly() => Bytes.SampleAsync(async plane =>
        Assert.Equal(plane.Values, (await ReadAsync(PlaneCodec.Encode(plane), plane.Area, new(plane.Area))).Values));

    [Fact]
    public Task A_detail_comes_back_within_a_sixteenth() => Gen.Float[-255, 255].Array[12].SampleAsync(async values =>
    {
        Plane plane = new(new(0, 0, 2, 2), values);
        float[] back = (await ReadAsync(PlaneCodec.Encode(plane), plane.Area, new(plane.Area))).Values;
        Assert.All(values.Zip(back), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1 / 16f));
    });

    [Fact]
    public Task What_a_region_has_in_common_with_a_plane_comes_there_and_all_else_stays() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.Int[-500, 500], Gen.Int[-500, 500], Gen.Int[1, 500], Gen.Int[1, 500])
            .Where(drawn => !Common(drawn).IsEmpty)
            .SampleAsync(
                async drawn =>
                {
                    Region area = new(0, 0, drawn.Item1, drawn.Item2);
                    Plane plane = new(area, [.. Enumerable.Range(0, 3 * (int)area.PixelCount).Select(i => (float)(i % 2039))]);
                    Plane target = new(new(drawn.Item3, drawn.Item4, drawn.Item5, drawn.Item6));
                    Array.Fill(target.Values, -1);
                    Plane expected = target.Crop(target.Area);
                    expected.Overlay(plane);
                    byte[] bytes = PlaneCodec.Encode(plane);
                    await ReadAsync(bytes, area, target);
                    Assert.Equal(expected.Values, target.Values);
                    Region common = Common(drawn);
                    Assert.Equal(
                        PlaneCodec.LengthOf(new(0, 0, area.Width, common.Height)),
                        PlaneCodec.RowsFor(area, target.Area).Count * PlaneRows.Bytes(area));
                },
                iter: 60);

    [Fact]
    public async Task A_blob_that_is_too_short_is_refused_with_the_length_that_it_should_have() =>
        Assert.Contains("takes 24 bytes, and ends in row 5", (await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAsync(new byte[23], new(0, 0, 2, 2), new(new Region(0, 0, 2, 2))))).Message);

    [Theory]
    [InlineData(23)]
    [InlineData(25)]
    public void A_blob_of_another_length_is_refused_with_both_lengths(long bytes) => Assert.Contains(
        $"24 bytes, not {bytes}",
        Assert.Throws<InvalidDataException>(() => PlaneCodec.RequireLength(new(0, 0, 2, 2), bytes)).Message);

    private static Region Common((int Width, int Height, int X, int Y, int TargetWidth, int TargetHeight) drawn) =>
        new Region(0, 0, drawn.Width, drawn.Height).Intersect(new(drawn.X, drawn.Y, drawn.TargetWidth, drawn.TargetHeight));

    // As a storage does that is asked for ranges.
    private static async Task<Plane> ReadAsync(byte[] blob, Region area, Plane target)
    {
        PlaneRows rows = PlaneCodec.RowsFor(area, target.Area);
        int from = rows.First * PlaneRows.Bytes(area), length = rows.Count * PlaneRows.Bytes(area);
        using MemoryStream part = new(blob, from, Math.Min(length, blob.Length - from));
        await PlaneCodec.DecodeAsync(part, area, rows, target, TestContext.Current.CancellationToken);
        return target;
    }
}
