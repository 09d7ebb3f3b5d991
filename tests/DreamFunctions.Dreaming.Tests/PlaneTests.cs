using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class PlaneTests
{
    [Fact]
    public void Rows_are_in_picture_coordinates_and_channel_row_column_order()
    {
        var plane = new Plane(new Region(10, -20, 3, 2));
        plane.Row(2, -19)[1] = 7;
        Assert.Equal(7, plane.Values[(2 * 6) + 3 + 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => { plane.Row(0, -21); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { plane.Row(0, -18); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { plane.Row(3, -20); });
    }

    [Fact]
    public void Crop_keeps_every_pixel_where_it_was() =>
        Pictures.Sizes.SelectMany(size => Pictures.PartOf(size), (size, part) => (size, part)).Sample((size, part) =>
        {
            var whole = Pictures.Noise(size, 1);
            var crop = whole.Crop(part);
            Assert.Equal(part, crop.Area);
            for (var y = part.Y; y < part.Bottom; y++)
            {
                Assert.Equal(whole.At(1, part.Right - 1, y), crop.At(1, part.Right - 1, y));
            }
        });

    [Fact]
    public void Crop_refuses_what_it_does_not_have()
    {
        var plane = new Plane(new Region(0, 0, 4, 4));
        Assert.Throws<ArgumentException>(() => plane.Crop(new Region(1, 1, 4, 2)));
        Assert.Throws<ArgumentException>(() => plane.Crop(new Region(1, 1, 0, 2)));
        Assert.Throws<ArgumentException>(() => new Plane(new Region(0, 0, 4, 4), new float[47]));
    }

    [Fact]
    public void A_picture_plus_the_difference_is_the_other_picture() =>
        Pictures.Sizes.Sample(size =>
        {
            var (a, b) = (Pictures.Noise(size, 1), Pictures.Noise(size, 2));
            var sum = a.Crop(a.Area);
            sum.AddClamped(b.Minus(a, a.Area));
            Assert.True(Pictures.Distance(b, sum) < 1e-4f);
        });

    [Fact]
    public void AddClamped_stays_within_the_scale()
    {
        var plane = new Plane(new Region(0, 0, 21, 3));
        var change = new Plane(plane.Area);
        Array.Fill(plane.Values, 100);
        Array.Fill(change.Values, 200);
        plane.AddClamped(change);
        Assert.All(plane.Values, value => Assert.Equal(255, value));
        Array.Fill(change.Values, -300);
        plane.AddClamped(change);
        Assert.All(plane.Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Overlay_takes_the_common_part_only()
    {
        var plane = new Plane(new Region(0, 0, 4, 4));
        plane.Overlay(Pictures.Noise(new Region(2, 3, 5, 5), 1));
        Assert.Equal(2 * 3, plane.Values.Count(value => value != 0));
        Assert.NotEqual(0, plane.At(0, 3, 3));
    }
}
