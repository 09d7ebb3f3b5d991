using DreamFunctions.Dreaming;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>
/// A session whose every run is one iteration of an ascent. The plane stays where the net runs: what a run gives is bound as what
/// the next one reads, and only the last one's comes back into the plane's own memory.
/// </summary>
internal sealed class StepSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtMemoryInfo _device;
    private readonly long[] _places = new long[6];
    private readonly double[] _figures = new double[4];
    private readonly double[] _sum = new double[1];
    private readonly OrtValue[] _small;

    public StepSession(NetGraph gradient, PixelCodec codec, Size plane, Size window, Provider provider, int threads)
    {
        gradient.Require(window);
        (Plane, Window) = (plane, window);
        using var options = ExecutionProviders.Options(provider, threads);
        _session = new InferenceSession(StepGraph.Build(gradient, codec, plane, window), options);
        _device = provider == Provider.Cuda
            ? new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default)
            : OrtMemoryInfo.DefaultInstance;
        _binding = _session.CreateIoBinding();
        _small =
        [
            OrtValue.CreateTensorValueFromMemory(_places, [_places.Length]),
            OrtValue.CreateTensorValueFromMemory(_figures, [_figures.Length]),
            OrtValue.CreateTensorValueFromMemory(_sum, []),
        ];
    }

    public Size Plane { get; }

    public Size Window { get; }

    /// <summary>A climb of a plane of that size; one at a time.</summary>
    public Climb Begin(Plane plane, Region window, Region kept) => new(this, plane, window, kept);

    public void Dispose()
    {
        foreach (var value in _small)
        {
            value.Dispose();
        }

        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    /// <summary>One plane's way through the session.</summary>
    internal sealed class Climb(StepSession session, Plane plane, Region window, Region kept) : IDisposable
    {
        private readonly OrtValue _host = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, plane.Values.AsMemory(), [1, Dreaming.Plane.Channels, plane.Area.Height, plane.Area.Width]);

        private OrtValue? _now;

        /// <inheritdoc cref="IClimb.Advance"/>
        public double Advance(ClimbStep by)
        {
            Place(0, window.Y + by.Shift.Y, window.X + by.Shift.X);
            Place(2, kept.Y, kept.X);
            Place(4, kept.Bottom, kept.Right);
            (session._figures[0], session._figures[1]) = (by.Level, by.AtStart);
            (session._figures[2], session._figures[3]) = (by.Length, Dreaming.Plane.Channels * kept.PixelCount);
            var binding = session._binding;
            binding.BindInput(StepGraph.Plane, _now ?? _host);
            binding.BindInput(StepGraph.Places, session._small[0]);
            binding.BindInput(StepGraph.Figures, session._small[1]);
            if (by.IsLast)
            {
                // Its own memory again, though it may be what this run reads: the run writes it at its very end.
                binding.BindOutput(StepGraph.Next, _host);
            }
            else
            {
                binding.BindOutputToDevice(StepGraph.Next, session._device);
            }

            binding.BindOutput(StepGraph.Sum, session._small[2]);
            // Values in the order of binding; each is a handle of its own, also on memory that was there before.
            var results = session._session.RunWithBoundResults(session._run, binding);
            _now?.Dispose();
            _now = results[0];
            results[1].Dispose();
            binding.ClearBoundInputs();
            binding.ClearBoundOutputs();
            return double.IsFinite(session._sum[0]) ? session._sum[0] : throw new ArithmeticException("The net's gradient is not a number.");
        }

        public void Dispose()
        {
            _now?.Dispose();
            _host.Dispose();
        }

        private void Place(int at, int y, int x) => (session._places[at], session._places[at + 1]) = (y - plane.Area.Y, x - plane.Area.X);
    }
}
