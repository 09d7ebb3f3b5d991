using System.Diagnostics;
using System.Globalization;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;

namespace DreamFunctions.Benchmarks;

/// <summary>
/// What the dreaming itself takes: an iteration as one run of the net beside one worked out around its gradient, and a whole dream of
/// four octaves in one tile.
/// </summary>
internal static class Iterations
{
    private static readonly (string Net, string? Layer)[] s_rows = [("googlenet", "4c"), ("resnet18", null)];

    public static async Task PrintAsync(string only, int size, int threads, int blocks)
    {
        Console.WriteLine("| net, layer | an iteration in one run ms | around the gradient ms | a dream of 1024x768, s a megapixel | of it in the net |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, layer) in s_rows.Where(r => $"{r.Net} {r.Layer}".Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var card = NetCatalogue.BuiltIn().NetNamed(name);
            string path;
            try
            {
                path = await NetStore.Default().LocateAsync(card, CancellationToken.None);
            }
            catch (NetUnavailableException)
            {
                Console.WriteLine($"| {name} | (model not here) | | | |");
                continue;
            }
            var target = card.LayerNamed(layer ?? card.DefaultLayer);
            var (together, apart) = Iteration(card, path, target, new(size, size), threads, blocks);
            var (whole, inNet) = Dream(card, path, target, new(1024, 768), threads);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} {target.Name} | {together:F1} | {apart:F1} | {whole:F1} | {inNet:P0} |"));
        }
    }

    private static (double Together, double Apart) Iteration(
        NetCard card, string path, NetLayer target, Size size, int threads, int blocks)
    {
        using DreamNet first = DreamNet.Load(card, path, target, new(Provider.Cpu, threads));
        using DreamNet second = DreamNet.Load(card, path, target, new(Provider.Cpu, threads));
        var grid = TileGrid.Untiled(size, target.Stride, 32);
        var start = Noise.Fractal(grid.BufferOf(0), 1);
        Plane a = start.Crop(start.Area), b = start.Crop(start.Area);
        var (together, apart) = (double.PositiveInfinity, double.PositiveInfinity);
        var around = new GradientClimb(
            b, grid.WindowOf(0), grid.KeptOf(0), (window, gradient) => second.Gradient(grid.WindowSize, window, gradient));
        for (var i = 0; i < blocks; i++)
        {
            var inOne = first.Climb(a, grid.WindowOf(0), grid.KeptOf(0));
            together = Math.Min(together, Shortest(inOne));
            apart = Math.Min(apart, Shortest(around));
        }
        return (together, apart);
    }

    /// <summary>A pause and a run to wake the threads, then five that count.</summary>
    private static double Shortest(IClimb climb)
    {
        Thread.Sleep(150);
        var best = double.PositiveInfinity;
        for (var i = 0; i < 6; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            climb.Advance(new(Jitter.Draw(1, 0, i, 32), 1.5f, 1, 1, i == 5));
            if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }
        return best;
    }

    private static (double Seconds, double InNet) Dream(NetCard card, string path, NetLayer target, Size size, int threads)
    {
        using DreamNet net = DreamNet.Load(card, path, target, new(Provider.Cpu, threads));
        var photo = Noise.Fractal(new Region(size), 1);
        var clock = Stopwatch.GetTimestamp();
        Plane? detail = null;
        foreach (var (octave, i) in OctavePyramid.Sizes(size, 4, 1.4).Select((octave, i) => (octave, i)))
        {
            var picture = OctavePyramid.Shrink(photo, octave);
            var dream = picture.Crop(picture.Area);
            if (detail is not null) dream.AddClamped(Enlarge.Part(detail, detail.Area.Size, dream.Area, octave));
            var grid = TileGrid.Untiled(octave, target.Stride, 32);
            var buffer = Reflection.Extend(dream, grid.BufferOf(0), octave);
            GradientAscent.Run(net.Climb(buffer, grid.WindowOf(0), grid.KeptOf(0)), grid, 0, i, 0, new(10, 1.5f),
                NormaliserMode.Own, CancellationToken.None);
            detail = buffer.Crop(picture.Area).Minus(picture, picture.Area);
        }
        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        return (seconds / (new Region(size).PixelCount / 1e6), net.NetTime.TotalSeconds / seconds);
    }
}
