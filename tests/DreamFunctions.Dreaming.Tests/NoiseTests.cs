using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class NoiseTests
{
    public static TheoryData<string> Kinds => ["grey", "uniform", "gaussian", "fractal"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_has_the_same_bits_as_in_the_whole(string kind) =>
        Gen.Select(Gen.Int[-5, 40], Gen.Int[-5, 40], Gen.Int[1, 9], Gen.Int[1, 9], Gen.ULong).Sample(
            (x, y, width, height, seed) =>
            {
                var part = new Region(x, y, width, height);
                var whole = Make(kind, Region.Between(-8, -8, 52, 52), seed);
                Assert.Equal(whole.Crop(part).Values, Make(kind, part, seed).Values);
            },
            iter: 20);

    [Theory]
    [InlineData("uniform", 127.5, 73.9)]
    [InlineData("gaussian", 127.5, 39.9)]
    [InlineData("fractal", 127.5, 40)]
    public void It_is_whole_numbers_of_a_picture_about_the_middle(string kind, double mean, double deviation)
    {
        double[] values = [.. Make(kind, new Region(0, 0, 512, 512), 5).Values.Select(value => (double)value)];
        Assert.All(values, value => Assert.True(value is >= 0 and <= 255 && value == Math.Floor(value)));
        var found = values.Average();
        Assert.InRange(found, mean - 20, mean + 20);
        Assert.InRange(Math.Sqrt(values.Average(value => (value - found) * (value - found))), 0.5 * deviation, 1.5 * deviation);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("gaussian")]
    [InlineData("fractal")]
    public void Another_seed_is_another_picture(string kind) =>
        Assert.NotEqual(Make(kind, new Region(0, 0, 20, 20), 1).Values, Make(kind, new Region(0, 0, 20, 20), 2).Values);

    private static Plane Make(string kind, Region area, ulong seed) => kind switch
    {
        "uniform" => Noise.Uniform(area, seed),
        "gaussian" => Noise.Gaussian(area, seed),
        "fractal" => Noise.Fractal(area, seed),
        _ => Noise.Grey(area),
    };
}
