namespace DreamFunctions.Dreaming;

/// <summary>
/// What the details of two tiles have to do with each other where both hold the same pixels: all that a part of a picture has to know
/// of them beyond its own edges to be blended as in the whole.
/// </summary>
/// <param name="Agreement">How far they agree, 0..1: <see cref="Dreaming.Agreement"/>.</param>
/// <param name="Strength">How much of the gain of <see cref="RampContrast"/> they need, 0..3; null for tiles that meet at a corner only.</param>
public readonly record struct Border(float Agreement, float? Strength)
{
    /// <summary>The pairs of tiles whose details meet within a part of the picture, the lower number first.</summary>
    public static IEnumerable<(int A, int B)> Within(TileGrid grid, Region part)
    {
        ArgumentNullException.ThrowIfNull(grid);
        int[] tiles = [.. grid.TilesTouching(part)];
        return
            from a in tiles
            from b in tiles
            where a < b && !Overlap(grid, a, b).Intersect(part).IsEmpty
            select (a, b);
    }

    /// <summary>Compares two whole details.</summary>
    /// <param name="grid">The grid by which the tiles were cut.</param>
    /// <param name="a">A tile.</param>
    /// <param name="b">Another of a higher number whose detail meets the one's.</param>
    /// <param name="detailA">The one's detail; it covers <c>grid.DetailOf(a)</c>.</param>
    /// <param name="detailB">The other's.</param>
    public static Border Of(TileGrid grid, int a, int b, Plane detailA, Plane detailB)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(detailA);
        ArgumentNullException.ThrowIfNull(detailB);
        var agreement = Dreaming.Agreement.Of(detailA, detailB, Overlap(grid, a, b));
        return new(agreement, AreNeighbours(grid, a, b) ? RampStrength.Of(grid, a, b, detailA, detailB, agreement) : null);
    }

    internal static Region Overlap(TileGrid grid, int a, int b) => grid.DetailOf(a).Intersect(grid.DetailOf(b));

    // Whether b is right of a or below it, and not only at a corner.
    private static bool AreNeighbours(TileGrid grid, int a, int b) => b - a == grid.Columns || (b == a + 1 && b % grid.Columns > 0);
}
