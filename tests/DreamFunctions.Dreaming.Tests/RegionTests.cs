using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class RegionTests
{
    private static readonly Gen<Region> s_regions =
        Gen.Select(Gen.Int[-5, 5], Gen.Int[-5, 5], Gen.Int[0, 6], Gen.Int[0, 6], (x, y, w, h) => new Region(x, y, w, h));

    [Fact]
    public void Intersect_holds_the_pixels_of_both() =>
        Gen.Select(s_regions, s_regions).Sample((a, b) => Each((x, y) =>
            Assert.Equal(a.Contains(x, y) && b.Contains(x, y), a.Intersect(b).Contains(x, y))));

    [Fact]
    public void Contains_agrees_with_the_pixels() =>
        Gen.Select(s_regions, s_regions).Sample((a, b) =>
        {
            var all = true;
            Each((x, y) => all &= !b.Contains(x, y) || a.Contains(x, y));
            Assert.Equal(all, a.Contains(b));
        });

    [Fact]
    public void Union_holds_both_and_no_line_more() =>
        Gen.Select(s_regions, s_regions).Where((a, b) => !a.IsEmpty && !b.IsEmpty).Sample((a, b) =>
        {
            var union = a.Union(b);
            Assert.True(union.Contains(a) && union.Contains(b));
            Assert.Equal((Math.Min(a.X, b.X), Math.Max(a.Bottom, b.Bottom)), (union.X, union.Bottom));
        });

    [Fact]
    public void Inflate_and_back_is_the_same() =>
        s_regions.Where(r => !r.IsEmpty).Sample(r => r.Inflate(3).Inflate(-3) == r && r.Inflate(3).Width == r.Width + 6);

    [Fact]
    public void Offset_moves() => Assert.Equal(new Region(3, 1, 4, 5), new Region(1, 2, 4, 5).Offset(2, -1));

    private static void Each(Action<int, int> visit)
    {
        for (var y = -6; y < 13; y++)
        {
            for (var x = -6; x < 13; x++)
            {
                visit(x, y);
            }
        }
    }
}
