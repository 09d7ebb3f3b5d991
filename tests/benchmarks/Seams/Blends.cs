using DreamFunctions.Dreaming;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>Three ways to put tiles together.</summary>
internal static class Blends
{
    public static IEnumerable<(string How, TileGrid Grid, Plane Detail)> Of(TileGrid grid, Plane[] details)
    {
        Region all = new(grid.Picture);
        TileGrid cut = grid with { Feather = 0 };
        yield return ("blend", grid, Stitcher.Blend(grid, all, tile => details[tile]));
        yield return ("plain", grid, Plain(grid, details));
        yield return ("cut", cut, Plain(cut, details));
    }

    // The weights alone.
    private static Plane Plain(TileGrid grid, Plane[] details)
    {
        Plane sum = new(new Region(grid.Picture));
        for (int tile = 0; tile < grid.Count; tile++)
        {
            Region area = grid.DetailOf(tile);
            float[] across = FeatherWeights.Across(grid, tile, area.X, area.Width);
            float[] down = FeatherWeights.Down(grid, tile, area.Y, area.Height);
            for (int channel = 0; channel < Plane.Channels; channel++)
            {
                for (int y = area.Y; y < area.Bottom; y++)
                {
                    Span<float> from = details[tile].Row(channel, y, area.X, area.Width);
                    Span<float> to = sum.Row(channel, y, area.X, area.Width);
                    for (int x = 0; x < to.Length; x++)
                        to[x] += down[y - area.Y] * across[x] * from[x];
                }
            }
        }

        return sum;
    }
}
