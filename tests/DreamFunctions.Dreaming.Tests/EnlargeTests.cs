using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class EnlargeTests
{
    private static readonly Gen<(Size Source, Size Target, Region Part)> s_cases =
        from source in Pictures.Sizes
        from target in Pictures.Sizes
        from part in Pictures.PartOf(target)
        select (source, target, part);

    [Fact]
    public void A_part_has_the_bits_of_the_whole() => s_cases.Sample((source, target, part) =>
    {
        var picture = Pictures.Noise(source, 1);
        var whole = Enlarge.Part(picture, source, new Region(target), target);
        var needed = Enlarge.SourceOf(part, target, source);
        var alone = Enlarge.Part(picture.Crop(needed), source, part, target);
        Assert.Equal(whole.Crop(part).Values, alone.Values);
    });

    [Fact]
    public void SourceOf_is_inside_the_source_and_not_too_small() => s_cases.Sample((source, target, part) =>
    {
        var needed = Enlarge.SourceOf(part, target, source);
        Assert.True(new Region(source).Contains(needed) && !needed.IsEmpty);
    });

    [Fact]
    public void A_constant_stays_itself() => s_cases.Sample((source, target, part) =>
    {
        var picture = new Plane(new Region(source));
        Array.Fill(picture.Values, 77.7f);
        Assert.All(Enlarge.Part(picture, source, part, target).Values, value => Assert.Equal(77.7f, value));
    });

    [Fact]
    public void The_same_size_is_a_copy() => Pictures.Sizes.Sample(size =>
        Pictures.Noise(size, 1).Values.SequenceEqual(
            Enlarge.Part(Pictures.Noise(size, 1), size, new Region(size), size).Values));

    [Fact]
    public void Pixel_centres_are_aligned()
    {
        var picture = new Plane(new Region(0, 0, 2, 1));
        picture.Values[1] = 100;
        var enlarged = Enlarge.Part(picture, new Size(2, 1), new Region(0, 0, 4, 1), new Size(4, 1));
        Assert.Equal([0, 25, 75, 100], enlarged.Values[..4]);
    }

    [Fact]
    public void Too_little_source_is_refused()
    {
        var picture = Pictures.Noise(new Region(1, 0, 3, 4), 1);
        Assert.Throws<ArgumentException>(
            () => Enlarge.Part(picture, new Size(4, 4), new Region(0, 0, 8, 8), new Size(8, 8)));
        Assert.Throws<ArgumentException>(() => Enlarge.SourceOf(new Region(0, 0, 9, 8), new Size(8, 8), new Size(4, 4)));
    }
}
