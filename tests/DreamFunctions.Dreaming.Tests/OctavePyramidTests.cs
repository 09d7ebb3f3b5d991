using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class OctavePyramidTests
{
    [Fact]
    public void Sizes_grow_to_the_full_one() =>
        Assert.Equal(
            [new Size(255, 191), new Size(357, 268), new Size(500, 375)],
            OctavePyramid.Sizes(new Size(500, 375), 3, 1.4));

    [Fact]
    public void No_side_vanishes() =>
        Assert.Equal([new Size(1, 1), new Size(2, 1), new Size(3, 1)], OctavePyramid.Sizes(new Size(3, 1), 3, 2));

    [Theory]
    [InlineData(0, 1.4)]
    [InlineData(3, 0.9)]
    [InlineData(3, double.NaN)]
    [InlineData(3, double.PositiveInfinity)]
    public void Sizes_refuses_nonsense(int octaves, double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OctavePyramid.Sizes(new Size(5, 5), octaves, scale));

    [Fact]
    public void Shrink_halves_by_means_of_four()
    {
        var plane = new Plane(new Region(0, 0, 4, 2));
        float[] first = [0, 10, 100, 200, 20, 30, 40, 60];
        first.CopyTo(plane.Values, 0);
        var half = OctavePyramid.Shrink(plane, new Size(2, 1));
        Assert.Equal([15, 100], half.Values[..2]);
    }

    [Fact]
    public void Shrink_counts_a_pixel_under_two_targets_by_parts()
    {
        var plane = new Plane(new Region(0, 0, 3, 1));
        float[] first = [30, 60, 90];
        first.CopyTo(plane.Values, 0);
        var shrunk = OctavePyramid.Shrink(plane, new Size(2, 1));
        Assert.Equal(40, shrunk.Values[0], 1e-4f);
        Assert.Equal(80, shrunk.Values[1], 1e-4f);
    }

    [Fact]
    public void Shrink_to_any_size_keeps_the_mean() =>
        Pictures.Sizes.SelectMany(size => Pictures.PartOf(size), (size, part) => (size, part.Size)).Sample((size, small) =>
        {
            var plane = Pictures.Noise(size, 3);
            Assert.Equal(plane.Values.Average(), OctavePyramid.Shrink(plane, small).Values.Average(), 1e-2f);
        });

    [Fact]
    public void Shrink_to_the_same_size_copies()
    {
        var plane = Pictures.Noise(new Size(7, 5), 4);
        var copy = OctavePyramid.Shrink(plane, new Size(7, 5));
        Assert.Equal(plane.Values, copy.Values);
        Assert.NotSame(plane.Values, copy.Values);
    }

    [Fact]
    public void A_part_has_the_bits_of_the_whole_and_needs_no_more_than_its_source() => (
        from size in Pictures.Sizes
        from small in Pictures.PartOf(size)
        from part in Pictures.PartOf(small.Size)
        select (size, small.Size, part)).Sample((size, small, part) =>
        {
            var picture = Pictures.Noise(size, 5);
            var source = picture.Crop(OctavePyramid.SourceOf(part, small, size));
            var expected = OctavePyramid.Shrink(picture, small).Crop(part);
            Assert.Equal(expected.Values, OctavePyramid.Part(source, size, part, small).Values);
        });

    [Fact]
    public void Shrink_does_not_enlarge() =>
        Assert.Throws<ArgumentException>(() => OctavePyramid.Shrink(Pictures.Noise(new Size(7, 5), 4), new Size(7, 6)));
}
