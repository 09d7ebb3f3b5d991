namespace DreamFunctions.Dreaming;

/// <summary>Puts tiles together again.</summary>
public static class Stitcher
{
    /// <summary>
    /// The weighted sum of the tiles' details over a part of the picture. Tiles are asked for once each, in ascending order,
    /// and every pixel is summed in that order, so that a part has the same bits as in the whole.
    /// </summary>
    /// <param name="grid">The grid by which the tiles were cut.</param>
    /// <param name="target">The part, inside the picture.</param>
    /// <param name="detail">Gives a tile's detail; it covers at least <c>grid.DetailOf(tile)</c> inside the part.</param>
    /// <exception cref="ArgumentException">The part is empty or outside the picture, or a detail covers too little.</exception>
    public static Plane Blend(TileGrid grid, Region target, Func<int, Plane> detail)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(detail);
        if (!new Region(grid.Picture).Contains(target))
        {
            throw new ArgumentException($"{target} is no part of a picture of {grid.Picture}.", nameof(target));
        }

        var blended = new Plane(target);
        foreach (var tile in grid.TilesTouching(target))
        {
            Add(blended, grid, tile, detail(tile));
        }

        return blended;
    }

    private static void Add(Plane blended, TileGrid grid, int tile, Plane detail)
    {
        var part = grid.DetailOf(tile).Intersect(blended.Area);
        detail.Require(part, nameof(detail));
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
