using System.Diagnostics;
using System.Globalization;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;

namespace DreamFunctions.Benchmarks;

/// <summary>
/// What a gradient takes in memory: the peak (VmHWM) of processes of their own, one for each window, so that nothing is left
/// over from another. The slope between two windows is the figure for a pixel, the rest is the process and the net's weights.
/// </summary>
internal static class Memory
{
    private static readonly Size[] s_windows = [new(768, 640), new(1280, 1024)];

    /// <summary>The table for all layers with a text in their names, or, in a process of its own, the peak of one window.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var recomputes = args.Contains("--recompute");
        args = [.. args.Where(arg => arg != "--recompute")];
        if (args is [var net, var layer, var width, var height])
        {
            return await ChildAsync(net, layer, new(int.Parse(width), int.Parse(height)), recomputes);
        }

        Console.WriteLine($"| net, layer | {s_windows[0]} MB of predicted | {s_windows[1]} MB of predicted | bytes a pixel | at nothing MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var card in NetCatalogue.BuiltIn().Nets)
        {
            try
            {
                await NetStore.Default().LocateAsync(card, CancellationToken.None);
            }
            catch (NetUnavailableException)
            {
                Console.WriteLine($"| {card.Name} | (model not here) | | | |");
                continue;
            }

            foreach (var one in card.Layers.Where(l => args.Length == 0 || $"{card.Name} {l.Name}".Contains(args[0], StringComparison.OrdinalIgnoreCase)))
            {
                (double Seen, double Predicted)[] peaks = [.. s_windows.Select(window => Peak(card.Name, one.Name, window, recomputes))];
                var slope = (peaks[1].Seen - peaks[0].Seen) / (new Region(s_windows[1]).PixelCount - new Region(s_windows[0]).PixelCount);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {card.Name} {one.Name} | {Words(peaks[0])} | {Words(peaks[1])} | {slope:F0} "
                    + $"| {(peaks[0].Seen - (slope * new Region(s_windows[0]).PixelCount)) / 1e6:F0} |"));
            }
        }

        return 0;
    }

    private static async Task<int> ChildAsync(string net, string layer, Size window, bool recomputes)
    {
        var card = NetCatalogue.BuiltIn().NetNamed(net);
        var path = await NetStore.Default().LocateAsync(card, CancellationToken.None);
        using var dream = DreamNet.Load(card, path, card.LayerNamed(layer), new(Provider.Cpu, 2) { Recomputes = recomputes });
        // As a worker does: iterations on a plane, here without room for jitter.
        var area = new Region(window);
        var random = new Random(1);
        var plane = new Plane(area);
        for (var i = 0; i < plane.Values.Length; i++)
        {
            plane.Values[i] = random.NextSingle() * 255;
        }

        // Nor does a worker let what loading left lie about.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var climb = dream.Climb(plane, area, area);
        for (var i = 0; i < 3; i++)
        {
            climb.Advance(new(default, 1.5f, 1, 1, i == 2));
        }

        Console.WriteLine($"{Peak()} {dream.Need.At(window)}");
        return 0;
    }

    private static string Words((double Seen, double Predicted) peak) => string.Create(CultureInfo.InvariantCulture,
        $"{peak.Seen / 1e6:F0} of {peak.Predicted / 1e6:F0}{(peak.Seen > peak.Predicted ? ": TOO MUCH" : "")}");

    private static long Peak() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', '\t')
            .First(word => word.Length > 0 && char.IsDigit(word[0])),
        CultureInfo.InvariantCulture) << 10;

    private static (double Seen, double Predicted) Peak(string net, string layer, Size window, bool recomputes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] arguments = [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Memory).Assembly.Location] : (string[])[],
            "memory", net, layer, $"{window.Width}", $"{window.Height}", .. recomputes ? ["--recompute"] : (string[])[]];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        double[] peak = [.. child.StandardOutput.ReadToEnd().Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        child.WaitForExit();
        return (peak[0], peak[1]);
    }
}
