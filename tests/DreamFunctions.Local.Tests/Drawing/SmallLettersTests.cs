using DreamFunctions.Local.Drawing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Tests.Drawing;

public class SmallLettersTests
{
    private static readonly Rgb24 White = new(255, 255, 255);

    [Fact]
    public void A_figure_is_made_of_dots_where_its_place_in_the_text_is()
    {
        var one = Dots("1", 20);
        Assert.Equal(8, one.Count);
        Assert.Contains((1, 0), one);
        Assert.Equal(one.Select(dot => (dot.X + SmallLetters.Pitch, dot.Y)).ToHashSet(), Dots(" 1", 20));
        Assert.Empty(Dots("?", 20));
    }

    [Fact]
    public void What_goes_beyond_the_picture_is_cut() => Assert.All(Dots("8888", 6), dot => Assert.InRange(dot.X, 0, 5));

    [Fact]
    public void No_two_letters_look_alike() => Assert.Equal(
        38, "abcdefghijklmnpqrstuvwxyz0123456789-_.".Select(letter => string.Join(';', Dots($"{letter}", 4).Order())).Distinct().Count());

    private static HashSet<(int X, int Y)> Dots(string text, int width)
    {
        using var image = new Image<Rgb24>(width, 6);
        SmallLetters.Write(image, text, 0, 0, 1, White);
        return [.. from y in Enumerable.Range(0, 6) from x in Enumerable.Range(0, width) where image[x, y] == White select (x, y)];
    }
}
