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
    public void A_picture_of_bytes_comes_back_exactly() => Bytes.Sample(plane =>
        Assert.Equal(plane.Values, PlaneCodec.Decode(PlaneCodec.Encode(plane), plane.Area).Values));

    [Fact]
    public void A_detail_comes_back_within_a_sixteenth() => Gen.Float[-255, 255].Array[12].Sample(values =>
    {
        Plane plane = new(new(0, 0, 2, 2), values);
        float[] back = PlaneCodec.Decode(PlaneCodec.Encode(plane), plane.Area).Values;
        Assert.All(values.Zip(back), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1 / 16f));
    });

    [Fact]
    public void A_blob_of_another_length_is_refused_with_both_lengths() =>
        Assert.Contains("24 bytes, not 23", Assert.Throws<InvalidDataException>(() => PlaneCodec.Decode(new byte[23], new(0, 0, 2, 2))).Message);
}
