using DreamFunctions.Dreaming;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>
/// A session of ONNX Runtime for one graph and one window size. Fixed dimensions let it plan its memory once; a session that
/// saw many sizes would keep memory for each.
/// </summary>
internal sealed class WindowSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue _input;

    /// <exception cref="ArgumentException">The window's sides are no multiples of the graph's.</exception>
    public WindowSession(NetGraph graph, Size window, Provider provider, int threads)
    {
        graph.Require(window);
        Window = window;
        InputName = graph.Input;
        long[] shape = [1, 3, window.Height, window.Width];
        using var options = ExecutionProviders.Options(provider, threads);
        var names = graph.FreeDimensions;
        for (var axis = 0; axis < names.Count; axis++)
        {
            // One name for two sides fits square windows only; such a graph is left free.
            var name = names[axis];
            if (name.Length > 0 && !names.Where((other, i) => other == name && shape[i] != shape[axis]).Any())
            {
                options.AddFreeDimensionOverrideByName(name, shape[axis]);
            }
        }

        _session = new InferenceSession(graph.Bytes, options);
        Input = new float[3 * window.Width * window.Height];
        _input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Input.AsMemory(), shape);
        Shape = shape;
    }

    public Size Window { get; }

    /// <summary>What the net reads, 3, height, width; written before each run.</summary>
    public float[] Input { get; }

    public long[] Shape { get; }

    private string InputName { get; }

    /// <summary>Runs the net into memory that exists already.</summary>
    public void Run(string output, OrtValue value) => _session.Run(_run, [InputName], [_input], [output], [value]);

    /// <summary>Runs the net; the caller disposes what comes out.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<string> outputs) =>
        _session.Run(_run, [InputName], [_input], outputs);

    public void Dispose()
    {
        _input.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
