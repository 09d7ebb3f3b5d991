using System.Diagnostics;
using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>
/// A net with a layer to dream of. Keeps one session, for what was last asked of it: another window size, or the energy after
/// the gradient, makes a new one in its place (a fraction of a second). For one caller at a time.
/// </summary>
public sealed class DreamNet : IDisposable
{
    private readonly NetGraphs _graphs;
    private readonly PixelCodec _codec;
    private readonly NetLayer _layer;
    private readonly Provider _provider;
    private readonly int _threads;
    private GradientSession? _gradient;
    private WindowSession? _forward;

    private DreamNet(NetCard card, NetGraphs graphs, NetLayer layer, Provider provider, int threads)
    {
        _graphs = graphs;
        _codec = new PixelCodec(card);
        _layer = layer;
        _provider = provider;
        _threads = threads;
        Need = MemoryNeed.Of(graphs.Gradient.Length, layer.BytesPerPixel);
    }

    /// <summary>The layer that is dreamed of.</summary>
    public NetLayer Layer => _layer;

    /// <summary>What this process takes to find gradients of the layer.</summary>
    public MemoryNeed Need { get; }

    /// <summary>Where the net runs: <c>cpu</c> or <c>cuda</c>.</summary>
    public string ProviderUsed => _provider == Provider.Cuda ? "cuda" : "cpu";

    /// <summary>The tensor that is dreamed of, by its name in the loaded file.</summary>
    public string Tensor => _graphs.Tensor;

    /// <summary>The time spent on gradients so far, without the making of sessions.</summary>
    public TimeSpan GradientTime { get; private set; }

    /// <summary>The number of gradients so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Reads a model and works out its gradient.</summary>
    /// <param name="card">The net's card.</param>
    /// <param name="modelPath">One of the card's files, checked by <see cref="NetStore"/>.</param>
    /// <param name="layer">A layer of the card.</param>
    /// <param name="options">Where and with how many threads to run.</param>
    /// <param name="notice">Told when <see cref="Provider.Auto"/> falls back to the processor.</param>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for and is not to be had.</exception>
    /// <exception cref="UnknownTargetException">The file has no such layer; the message names the nearest tensors.</exception>
    /// <exception cref="MissingRuleException">The net has an operator without a gradient rule before that layer.</exception>
    /// <exception cref="ArgumentException">The file is not the card's.</exception>
    public static DreamNet Load(
        NetCard card, string modelPath, NetLayer layer, InferenceOptions options, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        var provider = ExecutionProviders.Choose(options.Provider, notice);
        return new DreamNet(card, new NetGraphs(card, modelPath, layer), layer, provider, options.Threads);
    }

    /// <summary>Fails early where the provider is not to be had, before any net is loaded.</summary>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for and is not to be had.</exception>
    public static void Require(Provider provider) => ExecutionProviders.Choose(provider, null);

    /// <summary>d energy / d pixel, the energy being half the sum of squares of the layer over the whole window.</summary>
    /// <param name="window">The window's size, multiples of the layer's stride.</param>
    /// <param name="pixels">RGB, 0..255; 3, height, width.</param>
    /// <param name="gradient">Takes the gradient, the same layout.</param>
    /// <exception cref="ArgumentException">A span does not fit the window.</exception>
    public void Gradient(Size window, ReadOnlySpan<float> pixels, Span<float> gradient)
    {
        Require(window, pixels.Length, nameof(pixels));
        Require(window, gradient.Length, nameof(gradient));
        if (_gradient?.Window != window)
        {
            Clear();
            _gradient = new GradientSession(_graphs, window, _provider, _threads);
        }

        var start = Stopwatch.GetTimestamp();
        _codec.Encode(pixels, _gradient.Input);
        _codec.DecodeGradient(_gradient.Run(), gradient);
        GradientTime += Stopwatch.GetElapsedTime(start);
        Evaluations++;
    }

    /// <summary>
    /// Half the sum of squares of the layer over the cells whose top left pixel (index * stride) is in a region.
    /// </summary>
    /// <param name="window">The window's size, multiples of the layer's stride.</param>
    /// <param name="pixels">RGB, 0..255; 3, height, width.</param>
    /// <param name="region">In pixels of the window.</param>
    /// <exception cref="ArgumentException">The pixels do not fit the window.</exception>
    public double Energy(Size window, ReadOnlySpan<float> pixels, Region region)
    {
        Require(window, pixels.Length, nameof(pixels));
        if (_forward?.Window != window)
        {
            Clear();
            _forward = new WindowSession(_graphs.Forward, _graphs, window, _provider, _threads);
        }

        _codec.Encode(pixels, _forward.Input);
        using var outputs = _forward.Run(_graphs.Tensor);
        return CellEnergy.Of(
            outputs[0].GetTensorDataAsSpan<float>(), outputs[0].GetTensorTypeAndShape().Shape, _layer.Stride, region);
    }

    /// <summary>Gives the session back.</summary>
    public void Dispose() => Clear();

    private static void Require(Size window, int length, string parameter)
    {
        var expected = 3L * window.Width * window.Height;
        if (window.Width < 1 || window.Height < 1 || length != expected)
        {
            throw new ArgumentException($"A window of {window} has {expected} values, not {length}.", parameter);
        }
    }

    private void Clear()
    {
        _gradient?.Dispose();
        _gradient = null;
        _forward?.Dispose();
        _forward = null;
    }
}
