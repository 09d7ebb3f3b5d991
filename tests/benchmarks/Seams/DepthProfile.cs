using System.Globalization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>
/// How strongly a tile dreams so many pixels inside its window. Two neighbours' windows overlap by twice the halo; what one
/// sees near its window's edge, the other sees from further within, so that the content falls out of the ratio.
/// </summary>
internal static class DepthProfile
{
    private const int Band = 16;

    public static void Print(string name, PhotoDream dream)
    {
        TileGrid grid = dream.LastGrid(192);
        Plane[] buffers = dream.DreamLastBuffers(grid);
        Plane start = dream.Start;
        int bands = grid.Halo / Band;
        double[] near = new double[bands], far = new double[bands];
        for (int tile = 0; tile < grid.Count; tile++)
        {
            int right = (tile + 1) % grid.Columns == 0 ? -1 : tile + 1;
            int below = tile + grid.Columns < grid.Count ? tile + grid.Columns : -1;
            Region core = grid.CoreOf(tile).Intersect(new Region(grid.Picture));
            for (int band = 0; band < bands; band++)
            {
                int depth = band * Band;
                if (right >= 0)
                {
                    int x = grid.WindowOf(right).X + depth, x2 = grid.WindowOf(tile).Right - depth - Band;
                    Add(right, tile, new(x, core.Y + 16, Band, core.Height - 32), band);
                    Add(tile, right, new(x2, core.Y + 16, Band, core.Height - 32), band);
                }

                if (below >= 0)
                {
                    int y = grid.WindowOf(below).Y + depth, y2 = grid.WindowOf(tile).Bottom - depth - Band;
                    Add(below, tile, new(core.X + 16, y, core.Width - 32, Band), band);
                    Add(tile, below, new(core.X + 16, y2, core.Width - 32, Band), band);
                }
            }
        }

        for (int band = 0; band < bands; band++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | depth {band * Band}..{((band + 1) * Band) - 1} | {near[band] / far[band]:0.000} |"));

        void Add(int nearTile, int farTile, Region part, int band)
        {
            Region inside = part.Intersect(new Region(grid.Picture));
            if (inside.Width < 2 || inside.Height < 2)
                return;
            near[band] += Step(buffers[nearTile].Minus(start, inside));
            far[band] += Step(buffers[farTile].Minus(start, inside));
        }
    }

    private static double Step(Plane detail)
    {
        double sum = 0;
        Region area = detail.Area;
        for (int channel = 0; channel < Plane.Channels; channel++)
        {
            for (int y = area.Y; y < area.Bottom; y++)
            {
                Span<float> row = detail.Row(channel, y);
                for (int x = 1; x < row.Length; x++)
                    sum += Math.Abs(row[x] - row[x - 1]);
                if (y > area.Y)
                {
                    Span<float> above = detail.Row(channel, y - 1);
                    for (int x = 0; x < row.Length; x++)
                        sum += Math.Abs(row[x] - above[x]);
                }
            }
        }

        return sum;
    }
}
