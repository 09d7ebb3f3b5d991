using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class ReflectionTests
{
    private static readonly Gen<(Size Picture, Region Window)> s_cases =
        from picture in Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], (w, h) => new Size(w, h))
        from x in Gen.Int[-40, 40]
        from y in Gen.Int[-40, 40]
        from width in Gen.Int[1, 30]
        from height in Gen.Int[1, 30]
        select (picture, new Region(x, y, width, height));

    [Fact]
    public void The_edge_pixel_is_not_repeated() =>
        Assert.Equal(
            [2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1],
            Enumerable.Range(-4, 12).Select(i => Reflection.Index(i, 4)));

    [Fact]
    public void A_single_pixel_is_everywhere() =>
        Gen.Int.Sample(i => Reflection.Index(i, 1) == 0);

    [Fact]
    public void It_is_even_around_both_edges() => Gen.Select(Gen.Int[-1000, 1000], Gen.Int[2, 50]).Sample((i, n) =>
    {
        Assert.Equal(Reflection.Index(i, n), Reflection.Index(-i, n));
        Assert.Equal(Reflection.Index(i, n), Reflection.Index((2 * (n - 1)) - i, n));
        Assert.InRange(Reflection.Index(i, n), 0, n - 1);
    });

    [Fact]
    public void The_ends_of_int_do_not_overflow()
    {
        Assert.InRange(Reflection.Index(int.MinValue, 7), 0, 6);
        Assert.InRange(Reflection.Index(int.MaxValue, int.MaxValue - 1), 0, int.MaxValue - 2);
    }

    [Fact]
    public void Footprint_is_the_box_of_what_the_window_shows() => s_cases.Sample((picture, window) =>
    {
        var columns = Enumerable.Range(window.X, window.Width).Select(x => Reflection.Index(x, picture.Width)).ToList();
        var rows = Enumerable.Range(window.Y, window.Height).Select(y => Reflection.Index(y, picture.Height)).ToList();
        Assert.Equal(
            Region.Between(columns.Min(), rows.Min(), columns.Max() + 1, rows.Max() + 1),
            Reflection.Footprint(window, picture));
    });

    [Fact]
    public void Extend_shows_each_pixel_by_its_index() => s_cases.Sample((picture, window) =>
    {
        var whole = Pictures.Noise(picture, 1);
        var extended = Reflection.Extend(whole.Crop(Reflection.Footprint(window, picture)), window, picture);
        for (var y = window.Y; y < window.Bottom; y++)
        {
            for (var x = window.X; x < window.Right; x++)
            {
                Assert.Equal(
                    whole.At(2, Reflection.Index(x, picture.Width), Reflection.Index(y, picture.Height)),
                    extended.At(2, x, y));
            }
        }
    });

    [Fact]
    public void Extend_refuses_too_small_a_part() =>
        Assert.Throws<ArgumentException>(
            () => Reflection.Extend(Pictures.Noise(new Region(0, 0, 4, 4), 1), new Region(-5, 0, 6, 4), new Size(9, 4)));
}
