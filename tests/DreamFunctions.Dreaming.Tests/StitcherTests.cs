using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class StitcherTests
{
    [Fact]
    public void Weights_sum_to_one_everywhere() => Pictures.Grids.Sample(grid =>
    {
        var blended = Stitcher.Blend(grid, new Region(grid.Picture), tile => Constant(grid.DetailOf(tile), 1));
        Assert.All(blended.Values, weight => Assert.Equal(1f, weight, 1e-6f));
    });

    [Fact]
    public void Weights_are_zero_outside_the_detail_and_never_negative() => Pictures.Grids.Sample(grid =>
    {
        for (var tile = 0; tile < grid.Count; tile++)
        {
            var across = FeatherWeights.Across(grid, tile, 0, grid.Picture.Width);
            var detail = grid.DetailOf(tile);
            for (var x = 0; x < across.Length; x++)
            {
                Assert.InRange(across[x], 0f, 1f);
                Assert.Equal(x >= detail.X && x < detail.Right, across[x] > 0);
            }
        }
    });

    [Fact]
    public void The_ramp_is_a_raised_cosine_about_the_border()
    {
        float[] left = [.. Enumerable.Range(5, 6).Select(x => FeatherWeights.At(0, 2, 0, 8, 2, x))];
        Assert.Equal(1f, left[0]);
        Assert.Equal((1 + MathF.Cos(MathF.PI / 8)) / 2, left[1], 1e-6f);
        Assert.Equal((1 + MathF.Cos(3 * MathF.PI / 8)) / 2, left[2], 1e-6f);
        Assert.Equal(1 - left[2], left[3], 1e-6f);
        Assert.Equal(1 - left[1], left[4], 1e-6f);
        Assert.Equal(0f, left[5]);
        Assert.Equal(1f, FeatherWeights.At(1, 2, 0, 8, 2, 15));
    }

    [Fact]
    public void Stitching_the_crops_of_a_picture_gives_the_picture() => Pictures.Grids.Sample(grid =>
    {
        var picture = Pictures.Noise(grid.Picture, 1);
        var stitched = Stitcher.Blend(grid, picture.Area, tile => picture.Crop(grid.DetailOf(tile)));
        Assert.True(Pictures.Distance(picture, stitched) <= (grid.Feather == 0 ? 0 : 1e-4f));
    });

    [Fact]
    public void A_part_has_the_bits_of_the_whole() =>
        Pictures.Grids.SelectMany(grid => Pictures.PartOf(grid.Picture), (grid, part) => (grid, part)).Sample((grid, part) =>
        {
            var whole = Stitcher.Blend(grid, new Region(grid.Picture), Detail);
            var alone = Stitcher.Blend(grid, part, Detail);
            Assert.Equal(whole.Crop(part).Values, alone.Values);

            Plane Detail(int tile) => Pictures.Noise(grid.DetailOf(tile), tile);
        });

    [Fact]
    public void Where_borders_are_known_a_part_needs_no_more_of_the_details_than_around_itself() =>
        Pictures.Grids.SelectMany(grid => Pictures.PartOf(grid.Picture), (grid, part) => (grid, part)).Sample((grid, part) =>
        {
            Plane[] details = [.. Enumerable.Range(0, grid.Count).Select(tile => Pictures.Noise(grid.DetailOf(tile), tile))];
            var borders = Border.Within(grid, new Region(grid.Picture))
                .ToDictionary(pair => pair, pair => Border.Of(grid, pair.A, pair.B, details[pair.A], details[pair.B]));
            var whole = Stitcher.Blend(grid, new Region(grid.Picture), tile => details[tile]);
            var alone = Stitcher.Blend(grid, part, tile => details[tile].Crop(Stitcher.Needed(grid, tile, part)), borders);
            Assert.Equal(whole.Crop(part).Values, alone.Values);
            Assert.Empty(Border.Within(grid, part).Except(borders.Keys));
        });

    [Fact]
    public void Where_tiles_are_unrelated_their_average_keeps_its_contrast()
    {
        var grid = TileGrid.Plan(new Size(500, 400), 100, 20, 16, 1, 4);
        var blended = Stitcher.Blend(grid, new Region(grid.Picture), tile => Pictures.Texture(grid.DetailOf(tile), tile));
        var meter = new SeamMeter(grid);
        meter.Add(blended);
        var score = meter.Score()!;
        Assert.InRange(score.Across!.Contrast.AtBorders / score.Across.Contrast.Elsewhere, 0.85, 1.1);
        Assert.InRange(score.Down!.Contrast.AtBorders / score.Down.Contrast.Elsewhere, 0.85, 1.1);
    }

    // Fine detail with and without a coarse part that disagrees, and smooth detail, whose difference the ramp turns into steps.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 8)]
    [InlineData(4, 0)]
    public void Steps_over_a_border_are_what_they_are_in_the_tiles_themselves(float smooth, float coarse)
    {
        var grid = TileGrid.Plan(new Size(512, 300), new Size(256, 304), 32, 16, 8, 4);
        Plane[] details = [.. Enumerable.Range(0, 2).Select(tile =>
        {
            var detail = Pictures.Texture(grid.DetailOf(tile), tile);
            if (smooth > 0)
            {
                detail = Blur.Gaussian(detail, smooth);
            }

            if (coarse > 0)
            {
                var waves = Blur.Gaussian(Pictures.Texture(grid.DetailOf(tile), tile + 2), coarse);
                for (var i = 0; i < detail.Values.Length; i++)
                {
                    detail.Values[i] += 10 * waves.Values[i];
                }
            }

            return detail;
        })];
        var blended = Stitcher.Blend(grid, new Region(grid.Picture), tile => details[tile]);
        var own = (StepsAt(details[0]) + StepsAt(details[1])) / 2;
        Assert.InRange(StepsAt(blended) / own, 0.96, 1.04);

        static double StepsAt(Plane plane)
        {
            double sum = 0;
            for (var channel = 0; channel < Plane.Channels; channel++)
            {
                for (var y = 0; y < 300; y++)
                {
                    var row = plane.Row(channel, y, 251, 10);
                    for (var x = 1; x < row.Length; x++)
                    {
                        sum += Math.Abs(row[x] - row[x - 1]);
                    }
                }
            }

            return sum;
        }
    }

    [Fact]
    public void What_is_coarse_is_averaged_without_gain()
    {
        // Unrelated fine detail on a common level: the level stays, on borders too.
        var grid = TileGrid.Plan(new Size(500, 100), 100, 20, 16, 1, 4);
        var blended = Stitcher.Blend(grid, new Region(grid.Picture), tile =>
        {
            var texture = Pictures.Texture(grid.DetailOf(tile), tile);
            for (var i = 0; i < texture.Values.Length; i++)
            {
                texture.Values[i] = 100 + (0.1f * texture.Values[i]);
            }

            return texture;
        });
        for (var border = 100; border < 500; border += 100)
        {
            double sum = 0;
            for (var y = 0; y < 100; y++)
            {
                foreach (var value in blended.Row(0, y, border - 8, 16))
                {
                    sum += value;
                }
            }

            Assert.InRange(sum / 1600, 98, 102);
        }
    }

    [Fact]
    public void Tiles_are_asked_for_once_in_order()
    {
        var grid = TileGrid.Plan(new Size(50, 30), 16, 8, 2, 1, 4);
        var asked = new List<int>();
        Stitcher.Blend(grid, new Region(20, 10, 20, 15), tile =>
        {
            asked.Add(tile);
            return new Plane(grid.DetailOf(tile));
        });
        Assert.Equal([1, 2, 5, 6], asked);
    }

    [Fact]
    public void What_covers_too_little_is_refused()
    {
        var grid = TileGrid.Plan(new Size(50, 30), 16, 8, 2, 1, 4);
        Assert.Throws<ArgumentException>(
            () => Stitcher.Blend(grid, new Region(0, 0, 50, 30), tile => new Plane(new Region(0, 0, 5, 5))));
        Assert.Throws<ArgumentException>(
            () => Stitcher.Blend(grid, new Region(0, 0, 51, 30), tile => new Plane(grid.DetailOf(tile))));
    }

    private static Plane Constant(Region area, float value)
    {
        var plane = new Plane(area);
        Array.Fill(plane.Values, value);
        return plane;
    }
}
