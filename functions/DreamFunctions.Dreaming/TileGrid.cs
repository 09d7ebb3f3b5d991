using System.Text.Json.Serialization;

namespace DreamFunctions.Dreaming;

/// <summary>
/// How an octave is cut into tiles that iterate alone. Tiles are numbered row by row. All windows are alike in size,
/// whole multiples of the net's stride, and begin on its grid in the coordinates of the whole picture: off that grid a
/// tile's gradient is a different one. The record is small, immutable and goes through JSON.
/// </summary>
public sealed record TileGrid
{
    /// <summary>The octave's size.</summary>
    public required Size Picture { get; init; }

    /// <summary>The width of a tile's core, a multiple of the stride: cores partition the plane.</summary>
    public required int Core { get; init; }

    /// <summary>The core's height, a multiple of the stride; the width where it is not given.</summary>
    public int CoreHeight { get => field > 0 ? field : Core; init; }

    /// <summary>Context around the core, seen but not kept, a multiple of the stride.</summary>
    public required int Halo { get; init; }

    /// <summary>Half the width of the ramp in which neighbours blend: so many pixels on either side of a border.</summary>
    public required int Feather { get; init; }

    /// <summary>Where the first core begins, at most 0 and a multiple of the stride.</summary>
    public int OriginX { get; init; }

    /// <summary>Where the first core begins, at most 0 and a multiple of the stride.</summary>
    public int OriginY { get; init; }

    /// <summary>The layer's stride.</summary>
    public required int Stride { get; init; }

    /// <summary>The range of the shifts, in pixels: see <see cref="Dreaming.Jitter"/>.</summary>
    public required int Jitter { get; init; }

    /// <summary>The number of tiles side by side.</summary>
    [JsonIgnore]
    public int Columns => CountAlong(Picture.Width - OriginX, Core);

    /// <summary>The number of tiles one below the other.</summary>
    [JsonIgnore]
    public int Rows => CountAlong(Picture.Height - OriginY, CoreHeight);

    /// <summary>The number of tiles, at least 1.</summary>
    [JsonIgnore]
    public int Count => Columns * Rows;

    /// <summary>The size of every tile's window: what the net sees.</summary>
    [JsonIgnore]
    public Size WindowSize => WindowOf(0).Size;

    /// <summary>Cuts a picture into tiles.</summary>
    /// <remarks>
    /// Core and halo are rounded up to the stride. Where the picture is not longer than the core there is one tile along
    /// that axis, just as long as the picture (rounded up). One tile in all has no neighbour: its halo is just room for the
    /// jitter, and it has no feather.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of range.</exception>
    /// <exception cref="ArgumentException">
    /// The halo has no room for jitter and feather, so that some pixel handed back would not have been in every shifted
    /// window; or ramps of both borders of a core would meet.
    /// </exception>
    public static TileGrid Plan(Size picture, int core, int halo, int feather, int stride, int jitter) =>
        Plan(picture, new Size(core, core), halo, feather, stride, jitter);

    /// <summary>As the other form, with a core that need not be square.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of range.</exception>
    /// <exception cref="ArgumentException">As there.</exception>
    public static TileGrid Plan(Size picture, Size core, int halo, int feather, int stride, int jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(picture.Width, 1, nameof(picture));
        ArgumentOutOfRangeException.ThrowIfLessThan(picture.Height, 1, nameof(picture));
        ArgumentOutOfRangeException.ThrowIfLessThan(core.Width, 1, nameof(core));
        ArgumentOutOfRangeException.ThrowIfLessThan(core.Height, 1, nameof(core));
        ArgumentOutOfRangeException.ThrowIfNegative(halo);
        ArgumentOutOfRangeException.ThrowIfNegative(feather);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);

        var grid = new TileGrid
        {
            Picture = picture,
            Core = StrideGrid.RoundUp(core.Width, stride),
            CoreHeight = StrideGrid.RoundUp(core.Height, stride),
            Halo = StrideGrid.RoundUp(halo, stride),
            Feather = feather,
            Stride = stride,
            Jitter = jitter,
        };
        if (grid.Count == 1)
        {
            return grid with { Halo = StrideGrid.RoundUp(Reach(jitter), stride), Feather = 0 };
        }

        if (grid.Halo < Reach(jitter) + feather)
        {
            throw new ArgumentException(
                $"The halo of {grid.Halo} has no room for half the jitter ({Reach(jitter)}) and the feather ({feather}): "
                + $"it must be at least {Reach(jitter) + feather}.",
                nameof(halo));
        }

        if (2 * feather > Math.Min(grid.Core, grid.CoreHeight))
        {
            throw new ArgumentException(
                $"A feather of {feather} needs a core of at least {2 * feather}, not {grid.Core} x {grid.CoreHeight}.", nameof(feather));
        }

        return grid;
    }

    /// <summary>One tile that holds the whole picture, its sides rounded up to the stride.</summary>
    public static TileGrid Untiled(Size picture, int stride, int jitter) =>
        Plan(picture, Math.Max(picture.Width, picture.Height), 0, 0, stride, jitter);

    /// <summary>The tile's cell of the grid. At the picture's right and bottom it may reach over the edge.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public Region CoreOf(int tile)
    {
        if ((uint)tile >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(tile), tile, $"The tiles are 0 to {Count - 1}.");
        }

        var (row, column) = Math.DivRem(tile, Columns);
        return new Region(
            OriginX + (column * Core),
            OriginY + (row * CoreHeight),
            Columns == 1 ? StrideGrid.RoundUp(Picture.Width - OriginX, Stride) : Core,
            Rows == 1 ? StrideGrid.RoundUp(Picture.Height - OriginY, Stride) : CoreHeight);
    }

    /// <summary>The pixels that belong to the tile: its core inside the picture, never empty.</summary>
    public Region KeptOf(int tile) => CoreOf(tile).Intersect(new Region(Picture));

    /// <summary>What the tile hands back: its core and the feather around it, inside the picture.</summary>
    public Region DetailOf(int tile) => CoreOf(tile).Inflate(Feather).Intersect(new Region(Picture));

    /// <summary>What the net sees: core and halo, over the picture's edge too. The same size for every tile.</summary>
    public Region WindowOf(int tile) => CoreOf(tile).Inflate(Halo);

    /// <summary>What the tile holds: the window with room for every shift.</summary>
    public Region BufferOf(int tile) => WindowOf(tile).Inflate(Reach(Jitter));

    /// <summary>The tiles whose detail meets the region, ascending.</summary>
    public IEnumerable<int> TilesTouching(Region region)
    {
        var asked = region.Intersect(new Region(Picture));
        if (asked.IsEmpty)
        {
            yield break;
        }

        var columns = Columns;
        var (left, right) = Along(asked.X, asked.Right, OriginX, Core, columns);
        var (top, bottom) = Along(asked.Y, asked.Bottom, OriginY, CoreHeight, Rows);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                yield return (row * columns) + column;
            }
        }
    }

    /// <summary>Half the jitter, rounded up: how far a shift can reach.</summary>
    private static int Reach(int jitter) => (jitter + 1) / 2;

    private static int CountAlong(int length, int core) => length <= core ? 1 : (length + core - 1) / core;

    // Both asked positions are inside the picture and the origin is at most 0: no quotient here is negative but for the ramp.
    private (int First, int Last) Along(int from, int to, int origin, int core, int count) => (
        Math.Clamp((from - Feather - origin) / core, 0, count - 1),
        Math.Clamp((to - 1 + Feather - origin) / core, 0, count - 1));
}
