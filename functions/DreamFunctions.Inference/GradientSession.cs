using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>A session of the gradient graph; what comes out lands in the same memory every time.</summary>
internal sealed class GradientSession : IDisposable
{
    private readonly WindowSession _session;
    private readonly float[] _gradient;
    private readonly OrtValue _output;

    public GradientSession(NetGraph graph, Size window, Provider provider, int threads)
    {
        _session = new WindowSession(graph, window, provider, threads);
        _gradient = new float[_session.Input.Length];
        _output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _gradient.AsMemory(), _session.Shape);
    }

    public Size Window => _session.Window;

    public float[] Input => _session.Input;

    /// <summary>d energy / d input of the input as it stands.</summary>
    public ReadOnlySpan<float> Run()
    {
        _session.Run(GradientGraph.Gradient, _output);
        return _gradient;
    }

    public void Dispose()
    {
        _output.Dispose();
        _session.Dispose();
    }
}
