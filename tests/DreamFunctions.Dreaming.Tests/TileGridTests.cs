using System.Text.Json;
using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class TileGridTests
{
    [Fact]
    public void Cores_cover_the_picture_and_every_pixel_is_kept_once() => Pictures.Grids.Sample(grid =>
    {
        var picture = new Region(grid.Picture);
        var kept = new int[grid.Picture.Width * grid.Picture.Height];
        for (var tile = 0; tile < grid.Count; tile++)
        {
            var region = grid.KeptOf(tile);
            Assert.False(region.IsEmpty);
            Assert.True(picture.Contains(region) && grid.CoreOf(tile).Contains(region));
            for (var y = region.Y; y < region.Bottom; y++)
            {
                for (var x = region.X; x < region.Right; x++)
                {
                    kept[(y * grid.Picture.Width) + x]++;
                }
            }
        }

        Assert.All(kept, count => Assert.Equal(1, count));
    });

    [Fact]
    public void Cores_are_alike_and_do_not_meet() => Pictures.Grids.Sample(grid =>
    {
        for (var a = 0; a < grid.Count; a++)
        {
            Assert.Equal(grid.CoreOf(0).Size, grid.CoreOf(a).Size);
            for (var b = 0; b < a; b++)
            {
                Assert.True(grid.CoreOf(a).Intersect(grid.CoreOf(b)).IsEmpty);
            }
        }
    });

    [Fact]
    public void Windows_are_alike_and_stand_on_the_stride_grid() => Pictures.Grids.Sample(grid =>
    {
        for (var tile = 0; tile < grid.Count; tile++)
        {
            var window = grid.WindowOf(tile);
            Assert.Equal(grid.WindowSize, window.Size);
            Assert.Equal((0, 0), (window.Width % grid.Stride, window.Height % grid.Stride));
            Assert.Equal((0, 0), (window.X % grid.Stride, window.Y % grid.Stride));
        }
    });

    [Fact]
    public void Whatever_is_handed_back_was_in_every_shifted_window_and_in_the_buffer() => Pictures.Grids.Sample(grid =>
    {
        for (var tile = 0; tile < grid.Count; tile++)
        {
            Assert.True(grid.DetailOf(tile).Contains(grid.KeptOf(tile)));
            for (var iteration = 0; iteration < 20; iteration++)
            {
                var shift = Jitter.Draw(1, 0, iteration, grid.Jitter);
                var window = grid.WindowOf(tile).Offset(shift.X, shift.Y);
                Assert.True(window.Contains(grid.DetailOf(tile)));
                Assert.True(grid.BufferOf(tile).Contains(window));
            }
        }
    });

    [Fact]
    public void TilesTouching_finds_those_whose_detail_meets_the_region_in_order() =>
        (from grid in Pictures.Grids
         from x in Gen.Int[-20, 100]
         from y in Gen.Int[-20, 100]
         from width in Gen.Int[0, 50]
         from height in Gen.Int[0, 50]
         select (grid, new Region(x, y, width, height))).Sample((grid, region) =>
            Assert.Equal(
                Enumerable.Range(0, grid.Count).Where(tile => !grid.DetailOf(tile).Intersect(region).IsEmpty),
                grid.TilesTouching(region)));

    [Fact]
    public void Untiled_is_one_tile_just_as_large_as_the_picture_needs() =>
        Gen.Select(Pictures.Sizes, Gen.OneOf(1, 8, 16, 32), Gen.Int[0, 40]).Sample((size, stride, jitter) =>
        {
            var grid = TileGrid.Untiled(size, stride, jitter);
            Assert.Equal((1, 0), (grid.Count, grid.Feather));
            Assert.Equal(new Region(size), grid.DetailOf(0));
            Assert.InRange(grid.CoreOf(0).Width, size.Width, size.Width + stride - 1);
            Assert.InRange(grid.Halo, (jitter + 1) / 2, ((jitter + 1) / 2) + stride - 1);
        });

    [Fact]
    public void An_axis_shorter_than_the_core_has_one_tile_of_its_own_length()
    {
        var grid = TileGrid.Plan(new Size(1000, 100), 256, 64, 16, 16, 32);
        Assert.Equal((4, 1), (grid.Columns, grid.Rows));
        Assert.Equal(new Region(768, 0, 256, 112), grid.CoreOf(3));
        Assert.Equal(new Region(768, 0, 232, 100), grid.KeptOf(3));
        Assert.Equal(new Region(752, 0, 248, 100), grid.DetailOf(3));
        Assert.Equal(new Region(704, -64, 384, 240), grid.WindowOf(3));
        Assert.Equal(new Region(688, -80, 416, 272), grid.BufferOf(3));
    }

    [Fact]
    public void Core_and_halo_are_rounded_up_to_the_stride()
    {
        var grid = TileGrid.Plan(new Size(1000, 1000), 250, 50, 8, 16, 32);
        Assert.Equal((256, 64), (grid.Core, grid.Halo));
    }

    [Fact]
    public void A_halo_without_room_for_jitter_and_feather_is_refused_by_its_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => TileGrid.Plan(new Size(1000, 1000), 256, 16, 16, 16, 33));
        Assert.Contains("33", error.Message, StringComparison.Ordinal);
        Assert.Contains("16", error.Message, StringComparison.Ordinal);
        TileGrid.Plan(new Size(200, 200), 256, 16, 16, 16, 33);
    }

    [Fact]
    public void Ramps_that_would_meet_are_refused() =>
        Assert.Throws<ArgumentException>(() => TileGrid.Plan(new Size(1000, 1000), 32, 64, 17, 16, 0));

    [Fact]
    public void Tiles_that_are_not_there_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TileGrid.Untiled(new Size(9, 9), 1, 0).CoreOf(1));

    [Fact]
    public void A_grid_goes_through_JSON() => Pictures.Grids.Sample(grid =>
        JsonSerializer.Deserialize<TileGrid>(JsonSerializer.Serialize(grid)) == grid);
}
