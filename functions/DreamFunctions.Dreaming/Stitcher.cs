namespace DreamFunctions.Dreaming;

/// <summary>Puts tiles together again.</summary>
public static class Stitcher
{
    /// <summary>
    /// The weighted sum of the tiles' details over a part of the picture; in the feathers, where two dreams are averaged, with
    /// their contrast restored (<see cref="RampContrast"/>). Tiles are asked for once each, in ascending order, every pixel is
    /// summed in that order, and how far tiles agree is measured in their whole overlap, so that a part has the same bits as in
    /// the whole. Where a detail is given within the part only, that is measured there: good enough for a figure, not for a picture
    /// of which others make other parts.
    /// </summary>
    /// <param name="grid">The grid by which the tiles were cut.</param>
    /// <param name="target">The part, inside the picture.</param>
    /// <param name="detail">Gives a tile's detail; it covers <c>grid.DetailOf(tile)</c>, or what of that is in the part.</param>
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
        var details = new Dictionary<int, Plane>();
        foreach (var tile in grid.TilesTouching(target))
        {
            var plane = detail(tile);
            plane.Require(grid.DetailOf(tile).Intersect(target), nameof(detail));
            details.Add(tile, plane);
            Add(blended, grid, tile, plane);
        }

        new RampContrast(grid, details).Restore(blended);
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
