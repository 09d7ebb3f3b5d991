using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class SeamMeterTests
{
    private const int Seeds = 6;

    private static readonly TileGrid Grid = TileGrid.Plan(new Size(330, 310), 64, 16, 8, 8, 4);

    private static readonly TileGrid Cut = Grid with { Feather = 0 };

    private static readonly Region All = new(Grid.Picture);

    private static readonly Plane[] Textures = [.. Enumerable.Range(0, Seeds + 1).Select(seed => Texture(All, seed))];

    [Fact]
    public void A_texture_without_seams_passes_but_for_chance()
    {
        // The bounds are percentiles: 5 % beyond them for contrast and 2.5 % for each other figure, on each axis, are expected.
        var grid = TileGrid.Plan(new Size(660, 620), 128, 16, 8, 8, 4);
        var axes = Axes(grid, seed => Texture(new Region(grid.Picture), seed)).ToList();
        Assert.InRange(axes.Count(axis => !axis.Hidden), 0, axes.Count / 4);
        Assert.All(axes, axis => Assert.InRange(axis.Contrast.AtBorders / axis.Contrast.Elsewhere, 0.8, 1.2));
        Assert.All(axes, axis => Assert.InRange(axis.Discontinuity.AtBorders / axis.Discontinuity.Elsewhere, 0.8, 1.2));
    }

    [Fact]
    public void A_hard_cut_between_unrelated_textures_is_discontinuous() => Assert.All(
        Axes(Cut, seed => Average(Cut, tile => Texture(Cut.DetailOf(tile), (seed * 1000) + tile))),
        axis => Assert.True(axis.Discontinuity.AtBorders > axis.Discontinuity.High));

    [Fact]
    public void A_hard_cut_between_textures_that_nearly_agree_is_discontinuous() => Assert.All(
        Axes(Cut, seed => Average(Cut, tile => Mix(
            Textures[seed].Crop(Cut.DetailOf(tile)), 0.95f, Texture(Cut.DetailOf(tile), (seed * 1000) + tile), 0.31f))),
        axis => Assert.True(axis.Discontinuity.AtBorders > axis.Discontinuity.High));

    [Fact]
    public void A_feather_that_averages_unrelated_textures_lacks_contrast() => Assert.All(
        Axes(Grid, seed => Average(Grid, tile => Texture(Grid.DetailOf(tile), (seed * 1000) + tile))),
        axis => Assert.True(axis.Contrast.AtBorders < axis.Contrast.Low));

    [Fact]
    public void A_gain_of_each_tiles_own_is_discontinuous() => Assert.All(
        Axes(Cut, seed => Average(Cut, tile =>
        {
            var own = Textures[seed].Crop(Cut.DetailOf(tile));
            return Mix(own, ((tile / Cut.Columns) + (tile % Cut.Columns)) % 2 == 0 ? 1 : 1.5f, own, 0);
        })),
        axis => Assert.True(axis.Discontinuity.AtBorders > axis.Discontinuity.High));

    /// <summary>More than half a core outside of the outer borders, dreams may be as strong or weak as they like.</summary>
    [Fact]
    public void What_lies_by_the_pictures_edges_is_not_compared() => Assert.All(Enumerable.Range(0, Seeds), seed =>
    {
        var grid = TileGrid.Plan(new Size(660, 620), 128, 16, 8, 8, 4);
        var texture = Texture(new Region(grid.Picture), seed);
        // Level and discontinuity look at lines beside those that they are for.
        const int Beside = 32;
        int left = grid.OriginX + 64 - Beside, right = left + ((grid.Columns - 1) * 128) + (2 * Beside);
        var louder = texture.Crop(texture.Area);
        for (var y = 0; y < 620; y++)
        {
            for (var x = 0; x < 660; x++)
            {
                if (x < left || x >= right)
                {
                    louder.Row(0, y)[x] *= 3;
                }
            }
        }

        AxisSeams expected = Score(grid, texture)!.Across!, found = Score(grid, louder)!.Across!;
        Assert.Equivalent(expected with { Pieces = [] }, found with { Pieces = [] }, strict: true);
        Assert.NotEqual(Score(grid, texture)!.Down!.Contrast, Score(grid, louder)!.Down!.Contrast);
    });

    [Fact]
    public void Bands_do_not_matter() => Gen.Int[1, 90].Array[1, 12].Sample(
        heights =>
        {
            var detail = Textures[3];
            var meter = new SeamMeter(Grid);
            var y = 0;
            foreach (var height in heights.Append(All.Height).TakeWhile(_ => y < All.Height))
            {
                var band = new Region(0, y, All.Width, height).Intersect(All);
                meter.Add(detail.Crop(band));
                y = band.Bottom;
            }

            Assert.Equivalent(Score(Grid, detail), meter.Score(), strict: true);
        },
        iter: 10);

    [Fact]
    public void Twice_the_detail_has_twice_the_contrast_and_no_other_jumps()
    {
        var once = Score(Grid, Textures[5])!.Across!;
        var twice = Score(Grid, Mix(Textures[5], 2, Textures[5], 0))!.Across!;
        Assert.Equal(2 * once.Contrast.AtBorders, twice.Contrast.AtBorders, 1e-6);
        Assert.Equal(once.Discontinuity.High, twice.Discontinuity.High, 1e-2);
    }

    [Fact]
    public void Across_and_down_are_measured_alike()
    {
        var grid = TileGrid.Plan(new Size(320, 240), 64, 16, 8, 8, 4);
        var detail = Texture(new Region(grid.Picture), 7);
        var turned = new Plane(new Region(0, 0, 240, 320));
        for (var i = 0; i < detail.Values.Length; i++)
        {
            var (row, x) = Math.DivRem(i, 320);
            turned.Row(row / 240, x)[row % 240] = detail.Values[i];
        }

        var score = Score(grid, detail)!;
        var other = Score(grid with { Picture = new Size(240, 320) }, turned)!;
        Assert.Equal(4, score.Across!.Borders);
        Assert.Equal(3, score.Down!.Borders);
        AssertAlike(score.Across, other.Down!);
        AssertAlike(score.Down, other.Across!);
    }

    [Fact]
    public void Figures_are_what_the_formula_says()
    {
        // A ramp of 1 a pixel with a step of 4 more at every border: the step is 5 there, and only the cut sees no ramp.
        var grid = TileGrid.Plan(new Size(96, 24), 32, 8, 0, 8, 4);
        var detail = new Plane(new Region(grid.Picture));
        for (var i = 0; i < detail.Values.Length; i++)
        {
            detail.Values[i] = (i % 96) + (i % 96 / 32 * 4);
        }

        var score = Score(grid, detail)!;
        Assert.Null(score.Down);
        Assert.Equal(new SeamFigure(5, 1, 1, 1), score.Across!.Contrast);
        Assert.Equal(4.01 / 0.01, score.Across.Discontinuity.AtBorders, 1e-6);
        Assert.InRange(score.Across.Discontinuity.High, 0, 1);
        Assert.Equal(0, score.Across.Level.AtBorders);
        Assert.False(score.Hidden);
    }

    [Fact]
    public void One_border_is_compared_with_every_other_line()
    {
        var grid = TileGrid.Plan(new Size(128, 100), 64, 16, 8, 8, 4);
        var score = Score(grid, Texture(new Region(grid.Picture), 1))!;
        Assert.Equal((1, 1), (score.Across!.Borders, score.Down!.Borders));
        var cut = grid with { Feather = 0 };
        score = Score(cut, Average(cut, tile => Texture(cut.DetailOf(tile), tile)))!;
        Assert.False(score.Across!.Hidden);
        Assert.False(score.Down!.Hidden);
    }

    [Fact]
    public void A_picture_in_one_tile_has_no_borders()
    {
        var grid = TileGrid.Untiled(new Size(128, 100), 8, 4);
        Assert.Null(Score(grid, Texture(new Region(grid.Picture), 1)));
        Assert.True(new SeamScore(null, null).Hidden);
    }

    [Fact]
    public void A_gain_of_each_tiles_own_that_a_feather_hides_steps_in_level()
    {
        var axes = Axes(Grid, seed => Average(Grid, tile =>
        {
            var own = Textures[seed].Crop(Grid.DetailOf(tile));
            return Mix(own, ((tile / Grid.Columns) + (tile % Grid.Columns)) % 2 == 0 ? 1 : 1.3f, own, 0);
        })).ToList();
        Assert.All(axes, axis => Assert.True(axis.Level.AtBorders > axis.Level.High));
    }

    [Fact]
    public void Each_piece_of_a_border_has_figures_of_its_own()
    {
        // The one border between the second and third column of the first row is cut; all others are whole.
        var grid = TileGrid.Plan(new Size(768, 512), 256, 16, 8, 8, 4);
        var detail = Texture(new Region(grid.Picture), 3);
        var other = Texture(new Region(grid.Picture), 4);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = 0; y < 256; y++)
            {
                other.Row(channel, y, 512, 256).CopyTo(detail.Row(channel, y, 512, 256));
            }
        }

        var score = Score(grid, detail)!;
        Assert.Equal(4, score.Across!.Pieces.Count);
        Assert.Equal(3, score.Down!.Pieces.Count);
        Assert.Equal([new Region(512, 0, 0, 256)], score.Across.Pieces.Where(piece => piece.Discontinuity > 1.5)
            .Select(piece => new Region(piece.X, piece.Y, 0, piece.Length)));
        Assert.True(score.Across.Pieces.Single(piece => piece.X == 512 && piece.Y == 0).Shows);
        Assert.InRange(score.Across.Pieces.Concat(score.Down.Pieces).Count(piece => piece.Shows), 1, 3);
    }

    [Fact]
    public void Rows_come_in_order_and_completely()
    {
        var meter = new SeamMeter(Grid);
        Assert.Throws<ArgumentException>(() => meter.Add(new Plane(new Region(0, 1, All.Width, 5))));
        Assert.Throws<ArgumentException>(() => meter.Add(new Plane(new Region(0, 0, All.Width - 1, 5))));
        meter.Add(new Plane(new Region(0, 0, All.Width, 5)));
        Assert.Throws<InvalidOperationException>(() => meter.Score());
    }

    private static void AssertAlike(AxisSeams one, AxisSeams other)
    {
        Assert.Equal(one.Contrast.AtBorders, other.Contrast.AtBorders, 1e-3);
        Assert.Equal(one.Contrast.Low, other.Contrast.Low, 1e-3);
        Assert.Equal(one.Discontinuity.AtBorders, other.Discontinuity.AtBorders, 1e-3);
        Assert.Equal(one.Discontinuity.High, other.Discontinuity.High, 1e-3);
    }

    private static IEnumerable<AxisSeams> Axes(TileGrid grid, Func<int, Plane> dream) => Enumerable.Range(1, Seeds)
        .Select(seed => Score(grid, dream(seed))!)
        .SelectMany(score => new[] { score.Across!, score.Down! });

    private static SeamScore? Score(TileGrid grid, Plane detail)
    {
        var meter = new SeamMeter(grid);
        meter.Add(detail);
        return meter.Score();
    }

    // The weights alone, whatever else the stitcher may do.
    private static Plane Average(TileGrid grid, Func<int, Plane> detail)
    {
        var sum = new Plane(new Region(grid.Picture));
        for (var tile = 0; tile < grid.Count; tile++)
        {
            var part = detail(tile);
            var across = FeatherWeights.Across(grid, tile, part.Area.X, part.Area.Width);
            var down = FeatherWeights.Down(grid, tile, part.Area.Y, part.Area.Height);
            for (var i = 0; i < part.Values.Length; i++)
            {
                var (row, x) = Math.DivRem(i, part.Area.Width);
                var y = row % part.Area.Height;
                sum.Row(row / part.Area.Height, y + part.Area.Y)[x + part.Area.X] += down[y] * across[x] * part.Values[i];
            }
        }

        return sum;
    }

    private static Plane Mix(Plane a, float shareA, Plane b, float shareB)
    {
        var mix = new Plane(a.Area);
        for (var i = 0; i < mix.Values.Length; i++)
        {
            mix.Values[i] = (shareA * a.Values[i]) + (shareB * b.Values[i]);
        }

        return mix;
    }

    private static Plane Texture(Region area, int seed) => Pictures.Texture(area, seed);
}
