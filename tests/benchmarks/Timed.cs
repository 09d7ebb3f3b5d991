using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace DreamFunctions.Benchmarks;

/// <summary>A session, its picture, and the shortest run so far.</summary>
internal sealed class Timed : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtValue picture;
    private readonly RunOptions run = new();
    private readonly string input;
    private readonly string[] outputs;

    public Timed(ModelProto model, int size, int threads, Action<SessionOptions>? more = null)
    {
        // Without memory patterns, as the dreaming program does (ExecutionProviders).
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, EnableMemoryPattern = false };
        more?.Invoke(options);
        // Sizes are told beforehand, as the dreaming program does: the runtime then fuses sums into the Convs before them.
        foreach (var input in model.Graph.Input)
            foreach (var (side, i) in input.Type.TensorType.Shape.Dim.Select((d, i) => (d, i)))
                if (side.DimParam.Length > 0) options.AddFreeDimensionOverrideByName(side.DimParam, i == 0 ? 1 : size);
        session = new InferenceSession(model.ToByteArray(), options);
        input = session.InputMetadata.Keys.Single();
        outputs = [.. session.OutputMetadata.Keys];
        var random = new Random(1);
        var pixels = new float[3 * size * size];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle() * 255 - 117;
        picture = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, size, size]);
        Run();
        Run();
    }

    /// <summary>Milliseconds of the shortest run.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>A pause, one run to wake the threads, then five that count.</summary>
    public void Block()
    {
        Thread.Sleep(150);
        Run();
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            Run();
            Best = Math.Min(Best, clock.Elapsed.TotalMilliseconds);
        }
    }

    public void Run()
    {
        using var results = session.Run(run, [input], [picture], outputs);
    }

    public string EndProfiling() => session.EndProfiling();

    public void Dispose()
    {
        picture.Dispose();
        run.Dispose();
        session.Dispose();
    }
}
