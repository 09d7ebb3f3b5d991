using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class BalancedTilesTests
{
    [Fact]
    public void Windows_are_small_enough_and_cores_cover_the_picture_without_a_tile_to_spare() => Gen.Select(
        Gen.Int[1, 3000], Gen.Int[1, 3000], Gen.OneOf(2, 4, 8, 16, 32), Gen.Int[0, 96], Gen.Int[0, 16]).Sample(
        (width, height, stride, spare, feather) =>
        {
            const int Most = 500_000;
            var grid = BalancedTiles.Plan(new Size(width, height), 16 + feather + spare, feather, stride, 32, Most);
            Assert.InRange(grid.WindowOf(0).PixelCount, 1, Most);
            var corner = grid.CoreOf(grid.Count - 1);

            // The last core's end is beyond the edge by less than a stride for each core of its row.
            if (grid.Columns > 1 && grid.Core > 2 * Math.Max(feather, stride))
            {
                Assert.InRange(corner.Right - width, 0, grid.Columns * stride);
            }

            if (grid.Rows > 1 && grid.CoreHeight > 2 * Math.Max(feather, stride))
            {
                Assert.InRange(corner.Bottom - height, 0, grid.Rows * stride);
            }
        });

    [Fact]
    public void What_fits_one_window_is_not_cut() =>
        Assert.Equal(TileGrid.Untiled(new Size(1000, 700), 16, 32), BalancedTiles.Plan(new Size(1000, 700), 96, 16, 16, 32, 1_000_000));

    [Fact]
    public void No_other_even_cut_evaluates_fewer_pixels() => Gen.Select(Gen.Int[200, 2000], Gen.Int[200, 2000]).Sample((width, height) =>
    {
        const int Most = 300_000;
        Size size = new(width, height);
        var best = BalancedTiles.Plan(size, 64, 16, 16, 32, Most);
        for (var columns = 1; columns < 12; columns++)
        {
            for (var rows = 1; rows < 12; rows++)
            {
                var core = new Size(Math.Max(32, (width + columns - 1) / columns), Math.Max(32, (height + rows - 1) / rows));
                var other = TileGrid.Plan(size, core, 64, 16, 16, 32);
                Assert.True(other.WindowOf(0).PixelCount > Most || Work(other) >= Work(best));
            }
        }
    });

    [Fact]
    public void A_window_without_room_for_any_core_is_refused() =>
        Assert.Throws<ArgumentException>(() => BalancedTiles.Plan(new Size(3000, 2000), 96, 16, 16, 32, 200 * 200));

    private static long Work(TileGrid grid) => grid.Count * grid.WindowOf(0).PixelCount;
}
