using System.Runtime.InteropServices;
using DreamFunctions.Benchmarks;
using DreamFunctions.Benchmarks.Seams;
using Microsoft.ML.OnnxRuntime;

const string help = """
    What gradients and dreams cost on this machine's CPU.

      dotnet run -c Release --project tests/benchmarks -- [options]     all of it, about eight minutes
      dotnet run -c Release --project tests/benchmarks -- ratios        only forward + backward over forward
      dotnet run -c Release --project tests/benchmarks -- iterations    only what an iteration and a whole dream take
      dotnet run -c Release --project tests/benchmarks -- memory [TEXT] bytes a pixel, for layers with TEXT in their names
      dotnet run -c Release --project tests/benchmarks -- torch         only libtorch on the same work
      dotnet run -c Release --project tests/benchmarks -- seams --help  the seams of tiled dreams
      dotnet run -c Release --project tests/benchmarks -- trace [run PHOTO]  what `dream run` tells by OpenTelemetry, as a tree
      options: --size 448, --threads 2, --blocks 12, --only TEXT, --plain, --profile, --recompute

    A block is five runs in a row; what is compared takes turns, with a pause before each block, because the runtime's threads spin
    for a while after a run. Figures are minima over all blocks. --only keeps the rows whose name contains TEXT, --plain uses the
    plain rules, --profile prints with the ratios where forward + backward spends its time, --recompute (ratios and memory) lets what
    lies below a card's checkpoints be computed a second time in place of keeping it.

    libtorch takes part where it was asked for: dotnet run -c Release -p:Torch=true --project tests/benchmarks
    (it downloads some hundred megabytes, which no other build has to).
    """;
if (args.Contains("--help"))
{
    Console.WriteLine(args is ["seams", ..] ? SeamBench.Help : help);
    return 0;
}
if (args is ["memory", .. var of]) return await Memory.RunAsync(of);
if (args is ["trace", .. var dream]) return await TraceCommand.RunAsync(dream);
if (args is ["seams", .. var rest]) return await SeamBench.RunAsync(rest);
var (size, threads, blocks) = (Option("--size", 448), Option("--threads", 2), Option("--blocks", 12));
var at = Array.IndexOf(args, "--only");
var only = at >= 0 ? args[at + 1] : "";
var part = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : "all";
if (part is not ("all" or "ratios" or "iterations" or "torch"))
{
    Console.Error.WriteLine($"There is no '{part}'; --help says what there is.");
    return 1;
}

Console.WriteLine($"{Machine.Processor()}, {Environment.ProcessorCount} cores, {threads} threads, ONNX Runtime "
    + $"{OrtEnv.Instance().GetVersionString()}, {RuntimeInformation.FrameworkDescription}");
Console.WriteLine();
if (part is "all" or "ratios")
    Ratios.Print(only, size, threads, blocks, fast: !args.Contains("--plain"), profiles: args.Contains("--profile"), args.Contains("--recompute"));
if (part == "all" && !args.Contains("--profile"))
    Ratios.Print("inception_4c", size, threads, blocks: 1, fast: !args.Contains("--plain"), profiles: true, args.Contains("--recompute"));
if (part is "all" or "torch") Torch.Print(size, threads, blocks);
if (part is "all" or "iterations") await Iterations.PrintAsync(only, size, threads, blocks);
if (part == "all") await Memory.RunAsync(only.Length > 0 ? [only] : []);
return 0;

int Option(string name, int otherwise)
{
    var i = Array.IndexOf(args, name);
    return i >= 0 ? int.Parse(args[i + 1]) : otherwise;
}
