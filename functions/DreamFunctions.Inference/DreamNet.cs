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
    private readonly NetCard _card;
    private readonly string _path;
    private readonly NetGraph _gradientGraph;
    private readonly IReadOnlyList<TargetTerm> _terms;
    private readonly PixelCodec _codec;
    private readonly Provider _provider;
    private readonly int _threads;
    private IReadOnlyList<float>? _usualBands;
    private NetGraph? _forwardGraph;
    private GradientSession? _gradient;
    private StepSession? _step;
    private StepSession.Climb? _climb;
    private WindowSession? _forward;

    private DreamNet(
        NetCard card, string path, NetGraph gradient, NetLayer farthest, IReadOnlyList<TargetTerm> terms, InferenceOptions options)
    {
        (_card, _path, _gradientGraph, _terms) = (card, path, gradient, terms);
        Layer = farthest;
        _codec = new PixelCodec(card);
        (_provider, _threads) = (options.Provider, options.Threads);
        Need = MemoryNeed.Of(gradient.Bytes.Length, options.Recomputes ? farthest.BytesPerPixelRecomputed : farthest.BytesPerPixel);
    }

    /// <summary>The layer that is dreamed of; of several the one that sees farthest.</summary>
    public NetLayer Layer { get; }

    /// <summary>What this process takes to find gradients of the layer.</summary>
    public MemoryNeed Need { get; }

    /// <summary>Where the net runs: <c>cpu</c> or <c>cuda</c>.</summary>
    public string ProviderUsed => _provider == Provider.Cuda ? "cuda" : "cpu";

    /// <summary>The first tensor that is dreamed of, by its name in the loaded file.</summary>
    public string Tensor => _terms[0].Term.Tensor;

    /// <summary>The time spent in the net so far, on gradients and on energies, without the making of sessions.</summary>
    public TimeSpan NetTime { get; private set; }

    /// <summary>The number of gradients so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>
    /// What makes this net's bands of frequency alike in strength (<see cref="FrequencyBands"/>), found once on the picture by which
    /// targets are weighed: every tile and worker has the same.
    /// </summary>
    public IReadOnlyList<float> UsualBands => _usualBands ??= FrequencyBands.Gains(ReferenceGradient());

    /// <summary>Reads a model and works out the gradient of one layer's activity.</summary>
    /// <inheritdoc cref="Load(NetCard, string, IReadOnlyList{DreamTarget}, Plane?, InferenceOptions, Action{string}?)"/>
    public static DreamNet Load(
        NetCard card, string modelPath, NetLayer layer, InferenceOptions options, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Load(card, modelPath, [new LayerTarget(layer, [], 1)], null, options, notice);
    }

    /// <summary>Reads a model and works out its gradient.</summary>
    /// <param name="card">The net's card.</param>
    /// <param name="modelPath">One of the card's files, checked by <see cref="NetStore"/>.</param>
    /// <param name="targets">What is amplified, at least one thing.</param>
    /// <param name="guide">A picture that layers follow instead of their own activity: RGB, 0..255, from (0, 0); null for none.</param>
    /// <param name="options">Where and with how many threads to run.</param>
    /// <param name="notice">Told when <see cref="Provider.Auto"/> falls back to the processor.</param>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for and is not to be had.</exception>
    /// <exception cref="UnknownTargetException">The file has no such layer; the message names the nearest tensors.</exception>
    /// <exception cref="MissingRuleException">The net has an operator without a gradient rule before that layer.</exception>
    /// <exception cref="UnsupportedModelException">The head is not one linear layer behind a mean.</exception>
    /// <exception cref="ArgumentException">The file is not the card's.</exception>
    public static DreamNet Load(
        NetCard card,
        string modelPath,
        IReadOnlyList<DreamTarget> targets,
        Plane? guide,
        InferenceOptions options,
        Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfZero(targets.Count, nameof(targets));
        var provider = ExecutionProviders.Choose(options.Provider, notice);
        var graphs = new NetGraphs(card, modelPath, options with { Provider = provider });
        var terms = new TargetTerms(card, graphs, provider, options.Threads).Of(targets, guide);
        var gradient = graphs.Gradient([.. terms.Select(term => term.Term)], StrideGrid.Common(terms.Select(term => term.Stride)));
        var farthest = targets.MaxBy(target => target.Layer.ReceptiveField)!.Layer;
        return new DreamNet(card, modelPath, gradient, farthest, terms, options with { Provider = provider });
    }

    /// <summary>Fails early where the provider is not to be had, before any net is loaded.</summary>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for and is not to be had.</exception>
    public static void Require(Provider provider) => ExecutionProviders.Choose(provider, null);

    /// <summary>d energy / d pixel, the energy being the sum of the targets' over the whole window.</summary>
    /// <param name="window">The window's size, multiples of every target's stride.</param>
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
            _gradient = new GradientSession(_gradientGraph, window, _provider, _threads);
        }

        var start = Stopwatch.GetTimestamp();
        _codec.Encode(pixels, _gradient.Input);
        _codec.DecodeGradient(_gradient.Run(), gradient);
        NetTime += Stopwatch.GetElapsedTime(start);
        Evaluations++;
    }

    /// <summary>
    /// A climb whose iterations are one run of the net each, which reads the plane and gives the next one: no copies, and on a GPU the
    /// plane stays there. One at a time; another call of the net's ends it.
    /// </summary>
    /// <param name="buffer">What a tile holds; changed in place.</param>
    /// <param name="window">What the net sees, before any shift; its sides are multiples of every target's stride.</param>
    /// <param name="kept">The pixels that count.</param>
    public IClimb Climb(Plane buffer, Region window, Region kept)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (_step is null || _step.Plane != buffer.Area.Size || _step.Window != window.Size)
        {
            Clear();
            _step = new StepSession(_gradientGraph, _codec, buffer.Area.Size, window.Size, _provider, _threads);
        }

        _climb?.Dispose();
        _climb = _step.Begin(buffer, window, kept);
        return new TimedClimb(this, _climb);
    }

    /// <summary>
    /// The targets' energy over the cells whose top left pixel (index * stride) is in a region; for one layer half the sum of
    /// squares.
    /// </summary>
    /// <param name="window">The window's size, multiples of every target's stride.</param>
    /// <param name="pixels">RGB, 0..255; 3, height, width.</param>
    /// <param name="region">In pixels of the window.</param>
    /// <exception cref="ArgumentException">The pixels do not fit the window.</exception>
    public double Energy(Size window, ReadOnlySpan<float> pixels, Region region)
    {
        Require(window, pixels.Length, nameof(pixels));
        var tensors = Tensors();
        using var outputs = Forward(window, pixels, tensors);
        var energy = 0.0;
        foreach (var (term, stride) in _terms)
        {
            var cells = outputs[Array.IndexOf(tensors, term.Tensor)];
            energy += CellEnergy.Of(term, cells.GetTensorDataAsSpan<float>(), cells.GetTensorTypeAndShape().Shape, stride, region);
        }

        return energy;
    }

    /// <summary>How strongly each channel of the first target's layer answers: half the sum of squares over the window.</summary>
    /// <param name="window">The window's size, multiples of the layer's stride.</param>
    /// <param name="pixels">RGB, 0..255; 3, height, width.</param>
    /// <exception cref="ArgumentException">The pixels do not fit the window.</exception>
    public IReadOnlyList<double> Channels(Size window, ReadOnlySpan<float> pixels)
    {
        Require(window, pixels.Length, nameof(pixels));
        using var outputs = Forward(window, pixels, [Tensor]);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        var cells = outputs[0].GetTensorDataAsSpan<float>();
        var strengths = new double[shape[1]];
        for (var channel = 0; channel < strengths.Length; channel++)
        {
            strengths[channel] = CellEnergy.Of(
                EnergyTerm.Activity(Tensor, channel), cells, shape, _terms[0].Stride, new Region(window));
        }

        return strengths;
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

    private Plane ReferenceGradient()
    {
        using var session = new GradientSession(_gradientGraph, TargetTerms.Reference.Area.Size, _provider, _threads);
        _codec.Encode(TargetTerms.Reference.Values, session.Input);
        var gradient = new Plane(TargetTerms.Reference.Area);
        _codec.DecodeGradient(session.Run(), gradient.Values);
        return gradient;
    }

    private IDisposableReadOnlyCollection<OrtValue> Forward(Size window, ReadOnlySpan<float> pixels, string[] tensors)
    {
        if (_forward?.Window != window)
        {
            Clear();
            // From the file again: most callers never ask for it.
            _forwardGraph ??= new NetGraphs(_card, _path, new(_provider, _threads)).Forward(Tensors());
            _forward = new WindowSession(_forwardGraph, window, _provider, _threads);
        }

        var start = Stopwatch.GetTimestamp();
        _codec.Encode(pixels, _forward.Input);
        var outputs = _forward.Run(tensors);
        NetTime += Stopwatch.GetElapsedTime(start);
        return outputs;
    }

    private string[] Tensors() => [.. _terms.Select(term => term.Term.Tensor).Distinct()];

    private void Clear()
    {
        _climb?.Dispose();
        _climb = null;
        _step?.Dispose();
        _step = null;
        _gradient?.Dispose();
        _gradient = null;
        _forward?.Dispose();
        _forward = null;
    }

    private sealed class TimedClimb(DreamNet net, StepSession.Climb climb) : IClimb
    {
        public double Advance(ClimbStep by)
        {
            var start = Stopwatch.GetTimestamp();
            var sum = climb.Advance(by);
            net.NetTime += Stopwatch.GetElapsedTime(start);
            net.Evaluations++;
            return sum;
        }
    }
}
