#if TORCH
using System.Diagnostics;
using System.Runtime.InteropServices;
using DreamFunctions.Autodiff;
using Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DreamFunctions.Benchmarks;

/// <summary>libtorch on the same work: GoogLeNet to inception_4c, operator by operator as its file says, and its backward pass.</summary>
internal static class Torch
{
    public static void Print(int size, int threads, int blocks)
    {
        var row = Rows.All.Single(r => r.Name.Contains("4c", StringComparison.Ordinal));
        if (row.Path is null)
        {
            Console.WriteLine("libtorch: the model is not here.");
            return;
        }
        try
        {
            Measure(ModelProto.Parser.ParseFrom(File.ReadAllBytes(row.Path)), row.Target, size, threads, blocks);
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException)
        {
            Console.WriteLine($"libtorch cannot be loaded here: {Reason()}");
        }
    }

    /// <summary>TorchSharp says what it tried, not why it failed; the loader does, on the file that TorchSharp laid out.</summary>
    private static string Reason()
    {
        try
        {
            NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "cpu", "libLibTorchSharp.so"));
            return "no reason given";
        }
        catch (DllNotFoundException e)
        {
            return e.Message.Trim().Split('\n')[^1];
        }
    }

    private static void Measure(ModelProto model, string target, int size, int threads, int blocks)
    {
        set_num_threads(threads);
        var weights = model.Graph.Initializer.Where(t => t.DataType == (int)TensorProto.Types.DataType.Float)
            .ToDictionary(t => t.Name, t => tensor(Values(t), [.. t.Dims]));
        using var ort = new Timed(GradientGraph.Forward(model, target), size, threads);
        using var x = rand(1, 3, size, size) * 255 - 117;
        x.requires_grad = true;
        var (forward, both) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i < blocks; i++)
        {
            ort.Block();
            Thread.Sleep(150);
            for (var j = 0; j < 6; j++)
            {
                using var scope = NewDisposeScope();
                var clock = Stopwatch.GetTimestamp();
                var y = Run(model.Graph, weights, x, target);
                var middle = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
                (y.square().sum() / 2).backward();
                var end = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
                if (j > 0) (forward, both) = (Math.Min(forward, middle), Math.Min(both, end));
            }
        }
        Console.WriteLine($"libtorch, GoogLeNet inception_4c: forward {forward:F1} ms, forward + backward {both:F1} ms, "
            + $"{both / ort.Best:F2} on the scale of ONNX Runtime's forward {ort.Best:F1} ms");
    }

    private static float[] Values(TensorProto t) => t.RawData.Length > 0
        ? MemoryMarshal.Cast<byte, float>(t.RawData.Span).ToArray() : [.. t.FloatData];

    private static Tensor Run(GraphProto graph, Dictionary<string, Tensor> weights, Tensor x, string target)
    {
        var image = graph.Input.First(i => !weights.ContainsKey(i.Name)).Name;
        var known = new Dictionary<string, Tensor>(weights) { [image] = x };
        foreach (var node in graph.Node.TakeWhile(_ => !known.ContainsKey(target)))
            known[node.Output[0]] = Run(node, [.. node.Input.Select(i => known.GetValueOrDefault(i)!)]);
        return known[target];
    }

    private static Tensor Run(NodeProto node, Tensor[] inputs)
    {
        long[] Ints(string name, params long[] otherwise) =>
            node.Attribute.FirstOrDefault(a => a.Name == name)?.Ints is { Count: > 0 } ints ? [.. ints] : otherwise;
        long Int(string name, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;
        var x = inputs[0];
        Tensor Padded(double value) => Ints("pads", 0, 0, 0, 0) is var p && p.Any(v => v > 0)
            ? nn.functional.pad(x, [p[1], p[3], p[0], p[2]], PaddingModes.Constant, value) : x;
        return node.OpType switch
        {
            "Conv" => nn.functional.conv2d(Padded(0), inputs[1], inputs.Length > 2 ? inputs[2] : null, Ints("strides", 1, 1), [0L, 0],
                Ints("dilations", 1, 1), Int("group", 1)),
            "Relu" => nn.functional.relu(x),
            "MaxPool" => nn.functional.max_pool2d(Padded(double.NegativeInfinity), Ints("kernel_shape"), Ints("strides", 1, 1),
                ceil_mode: Int("ceil_mode", 0) != 0),
            "Concat" => cat(inputs, Int("axis", 1)),
            "LRN" => nn.functional.local_response_norm(x, Int("size", 5), 1e-4, 0.75, 1),
            _ => throw new NotSupportedException($"{node.OpType} is not in this net."),
        };
    }
}
#else
namespace DreamFunctions.Benchmarks;

/// <summary>libtorch on the same work, where the build was asked for it.</summary>
internal static class Torch
{
#pragma warning disable IDE0060 // The form that measures needs them.
    public static void Print(int size, int threads, int blocks) =>
        Console.WriteLine("libtorch: not in this build; dotnet run -c Release -p:Torch=true --project tests/benchmarks");
#pragma warning restore IDE0060
}
#endif
