namespace DreamFunctions.Dreaming;

/// <summary>
/// Cuts an octave evenly: cores as large as a window's memory allows, and all of a length, so that the last of a row does not
/// lie mostly beyond the picture's edge.
/// </summary>
public static class BalancedTiles
{
    /// <summary>The grid that evaluates the fewest pixels of those whose window is small enough; of equals, the fewest columns.</summary>
    /// <remarks>
    /// Tried for each number of columns with the fewest rows that the window then allows: more rows would only add halos. One
    /// tile for the whole octave, where it fits, has no neighbours and needs no halo at all.
    /// </remarks>
    /// <param name="picture">The octave's size.</param>
    /// <param name="halo">As for <see cref="TileGrid.Plan(Size, int, int, int, int, int)"/>.</param>
    /// <param name="feather">Alike.</param>
    /// <param name="stride">Alike.</param>
    /// <param name="jitter">Alike.</param>
    /// <param name="windowPixels">The most pixels of a tile's window.</param>
    /// <exception cref="ArgumentException">No window is so small: that takes the halos and one core of stride or twice the feather.</exception>
    public static TileGrid Plan(Size picture, int halo, int feather, int stride, int jitter, long windowPixels)
    {
        var untiled = TileGrid.Untiled(picture, stride, jitter);
        if (untiled.WindowOf(0).PixelCount <= windowPixels)
        {
            return untiled;
        }

        return Lengths(picture.Width, feather, stride)
            .Select(width => Lengths(picture.Height, feather, stride)
                .Select(height => TileGrid.Plan(picture, new Size(width, height), halo, feather, stride, jitter))
                .FirstOrDefault(grid => grid.Count > 1 && grid.WindowOf(0).PixelCount <= windowPixels))
            .OfType<TileGrid>()
            .MinBy(grid => grid.Count * grid.WindowOf(0).PixelCount)
            ?? throw new ArgumentException(
                $"No window of {windowPixels} pixels has room for a core and a halo of {halo}.", nameof(windowPixels));
    }

    // The lengths of a core that cut an axis into 1, 2, 3 ... equal parts, longest first.
    private static IEnumerable<int> Lengths(int axis, int feather, int stride)
    {
        var shortest = StrideGrid.RoundUp(Math.Max(2 * feather, stride), stride);
        var last = int.MaxValue;
        for (var parts = 1; last > shortest; parts++)
        {
            var length = Math.Max(shortest, StrideGrid.RoundUp((axis + parts - 1) / parts, stride));
            if (length < last)
            {
                yield return length;
            }

            last = Math.Min(last, length);
        }
    }
}
