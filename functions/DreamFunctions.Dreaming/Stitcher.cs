namespace DreamFunctions.Dreaming;

/// <summary>Puts tiles together again.</summary>
public static class Stitcher
{
    /// <summary>
    /// The weighted sum of the tiles' details over a part of the picture; in the feathers, where two dreams are averaged, with
    /// their contrast restored (<see cref="RampContrast"/>). Tiles are asked for once each, in ascending order, every pixel is
    /// summed in that order, and how far tiles agree is measured in their whole overlap, so that a part has the same bits as in
    /// the whole.
    /// </summary>
    /// <param name="grid">The grid by which the tiles were cut.</param>
    /// <param name="target">The part, inside the picture.</param>
    /// <param name="detail">Gives a tile's detail; it covers <c>grid.DetailOf(tile)</c>.</param>
    /// <exception cref="ArgumentException">The part is empty or outside the picture, or a detail covers too little.</exception>
    public static Plane Blend(TileGrid grid, Region target, Func<int, Plane> detail)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(detail);
        var details = Details(grid, target, tile => grid.DetailOf(tile), detail);
        return Blend(grid, target, details, Border.Within(grid, target).ToDictionary(
            pair => pair, pair => Border.Of(grid, pair.A, pair.B, details[pair.A], details[pair.B])));
    }

    /// <summary>The same, from less of each detail, where it is known how far tiles agree.</summary>
    /// <param name="grid">The grid by which the tiles were cut.</param>
    /// <param name="target">The part, inside the picture.</param>
    /// <param name="detail">Gives a tile's detail; it covers <see cref="Needed"/>.</param>
    /// <param name="borders">Those of <see cref="Border.Within"/> the part.</param>
    /// <exception cref="ArgumentException">The part is empty or outside the picture, or a detail covers too little.</exception>
    /// <exception cref="KeyNotFoundException">A border is not among them.</exception>
    public static Plane Blend(TileGrid grid, Region target, Func<int, Plane> detail, IReadOnlyDictionary<(int A, int B), Border> borders)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(borders);
        return Blend(grid, target, Details(grid, target, tile => Needed(grid, tile, target), detail), borders);
    }

    /// <summary>What a part of the picture needs of a tile's detail, where its borders are known.</summary>
    public static Region Needed(TileGrid grid, int tile, Region target)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return grid.DetailOf(tile).Intersect(target.Inflate(FineDetail.Reach));
    }

    private static Dictionary<int, Plane> Details(TileGrid grid, Region target, Func<int, Region> needed, Func<int, Plane> detail)
    {
        if (!new Region(grid.Picture).Contains(target))
        {
            throw new ArgumentException($"{target} is no part of a picture of {grid.Picture}.", nameof(target));
        }

        var details = new Dictionary<int, Plane>();
        foreach (var tile in grid.TilesTouching(target))
        {
            var plane = detail(tile);
            plane.Require(needed(tile), nameof(detail));
            details.Add(tile, plane);
        }

        return details;
    }

    private static Plane Blend(
        TileGrid grid, Region target, Dictionary<int, Plane> details, IReadOnlyDictionary<(int A, int B), Border> borders)
    {
        var blended = new Plane(target);
        foreach (var (tile, plane) in details)
        {
            Add(blended, grid, tile, plane);
        }

        new RampContrast(grid, details, borders).Restore(blended);
        return blended;
    }

    private static void Add(Plane blended, TileGrid grid, int tile, Plane detail)
    {
        var part = grid.DetailOf(tile).Intersect(blended.Area);
        var across = FeatherWeights.Across(grid, tile, part.X, part.Width);
        var down = FeatherWeights.Down(grid, tile, part.Y, part.Height);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = part.Y; y < part.Bottom; y++)
            {
                Rows.AddWeighted(
                    blended.Row(channel, y, part.X, part.Width),
                    down[y - part.Y],
                    across,
                    detail.Row(channel, y, part.X, part.Width));
            }
        }
    }
}
