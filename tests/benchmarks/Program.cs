using System.Diagnostics;
using System.Runtime.InteropServices;
using DreamFunctions.Autodiff;
using DreamFunctions.Benchmarks;
using DreamFunctions.Benchmarks.Seams;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

const string help = """
    What a gradient costs over a forward pass, on this machine's CPU, one process.

      dotnet run -c Release --project tests/benchmarks -- [options]
      dotnet run -c Release --project tests/benchmarks -- seams --help     the seams of tiled dreams
      dotnet run -c Release --project tests/benchmarks -- memory [TEXT]    what a gradient takes, for layers with TEXT in their names
      dotnet run -c Release --project tests/benchmarks -- trace [run PHOTO]  what `dream run` tells by OpenTelemetry, as a tree
      options: --size 448, --threads 2, --blocks 12, --only TEXT, --plain, --profile

    A block is five runs in a row; forward and forward + backward take turns, with a pause before each block, because the
    runtime's threads spin for a while after a run. The table gives minima over all blocks. --only keeps the rows whose name
    contains TEXT, --plain uses the plain rules, --profile prints where forward + backward spends its time.
    """;
if (args.Contains("--help"))
{
    Console.WriteLine(args is ["seams", ..] ? SeamBench.Help : help);
    return 0;
}
if (args is ["memory", .. var of]) return await Memory.RunAsync(of);
if (args is ["trace", .. var dream]) return await TraceCommand.RunAsync(dream);
if (args is ["seams", .. var rest]) return await SeamBench.RunAsync(rest);
var size = Option("--size", 448);
var threads = Option("--threads", 2);
var blocks = Option("--blocks", 12);
var at = Array.IndexOf(args, "--only");
var only = at >= 0 ? args[at + 1] : "";

Console.WriteLine($"{Machine.Processor()}, {Environment.ProcessorCount} cores, {threads} threads, ONNX Runtime "
    + $"{OrtEnv.Instance().GetVersionString()}, {RuntimeInformation.FrameworkDescription}, {size}x{size}, "
    + $"{(args.Contains("--plain") ? "plain rules" : "fast forms")}, minima over {blocks} blocks");
Console.WriteLine();
Console.WriteLine("| net, target | forward ms | forward + backward ms | ratio |");
Console.WriteLine("|---|---|---|---|");
foreach (var row in Rows.All.Where(r => r.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
{
    if (row.Path is null)
    {
        Console.WriteLine($"| {row.Name} | (model not here) | | |");
        continue;
    }
    var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(row.Path));
    var options = new GradientOptions { SymmetricPads = row.SymmetricPads, FastForms = !args.Contains("--plain") };
    using var forward = new Timed(GradientGraph.Forward(model, row.Target, options), size, threads);
    using var gradient = new Timed(GradientGraph.Build(model, row.Target, options), size, threads);
    for (var i = 0; i < blocks; i++)
    {
        forward.Block();
        gradient.Block();
    }
    Console.WriteLine($"| {row.Name} | {forward.Best:F1} | {gradient.Best:F1} | {gradient.Best / forward.Best:F2} |");
    if (args.Contains("--profile")) Profile.Print(GradientGraph.Build(model, row.Target, options), size, threads);
}
return 0;

int Option(string name, int otherwise)
{
    var i = Array.IndexOf(args, name);
    return i >= 0 ? int.Parse(args[i + 1]) : otherwise;
}
