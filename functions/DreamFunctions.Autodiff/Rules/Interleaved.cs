using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The gradient of a Conv of stride s, in two dimensions: a pixel at x = s q + phase only ever met the taps j with
/// phase + pad - j * dilation divisible by s. So one small Conv computes all s*s phases as channels, and DepthToSpace interleaves
/// them: no zeros are multiplied, unlike a transposed convolution over a stretched cotangent.
/// </summary>
internal static class Interleaved
{
    /// <summary>ORT's vectorised kernels want a multiple of 16 channels.</summary>
    private const long Block = 16;

    public static bool Fits(Window window)
    {
        if (window.Strides[0] != window.Strides[1]) return false; // DepthToSpace has one block size
        return Enumerable.Range(0, 2).All(axis => Offsets(window, axis).High + More(window, axis) >= 0);
    }

    public static string Emit(Site s, string g, TensorProto weights, Window window, string x)
    {
        var (down, across) = (More(window, 0), More(window, 1));
        return Join(s, Small(s, g, weights, window, down, across), weights, window, x,
            s.Shapes[s.Y] is { Length: 4 } y ? [y[2].Plus(down), y[3].Plus(across)] : []);
    }

    /// <summary>
    /// All phases as channels, from a cotangent; the result is longer than the cotangent by <paramref name="down"/> and
    /// <paramref name="across"/>.
    /// </summary>
    public static string Small(Site s, string g, TensorProto weights, Window window, long down, long across)
    {
        var (channels, stride) = (window.Group * Wide(weights, window) * window.Strides[0] * window.Strides[1], window.Strides[0]);
        // Bringing them back would cost more than the taps where it is not vectorised.
        var shift = channels % Block == 0 ? PhaseShift.ForFewestTaps(window) : PhaseShift.None;
        var shifted = shift.Of(window);
        var (h, w) = (Offsets(shifted, 0), Offsets(shifted, 1));
        var name = $"{weights.Name}^T interleaved by {stride} from {shifted.Begin(0)} {shifted.Begin(1)} less {shift.Top} {shift.Left}";
        if (!s.Graph.Constants.ContainsKey(name)) Arrange(s, name, weights, shifted, shift);
        var phases = s.Emit("Conv", [g, name],
            ("kernel_shape", new[] { h.High - h.Low + 1, w.High - w.Low + 1 }), ("group", window.Group),
            ("pads", new[] { -h.Low, -w.Low, h.High + down + shift.MoreDown, w.High + across + shift.MoreAcross }));
        return shift.Back(s, phases, channels, stride);
    }

    /// <summary>The pixels that the phases, of these sides, stand for, cut to the sides of <paramref name="x"/>.</summary>
    public static string Join(Site s, string phases, TensorProto weights, Window window, string x, Dim[] sides)
    {
        var pixels = s.Emit("DepthToSpace", [phases], ("blocksize", window.Strides[0]), ("mode", "CRD"));
        return Wide(weights, window) == weights.Dims[1]
            ? s.Shapes.HasSides(x, sides.Select(side => side.By(window.Strides[0]))) ? pixels : s.CropSpace(pixels, x, 2)
            : s.Emit("Slice", [pixels, s.Ints(0, 0, 0), s.Joined(s.Ints(weights.Dims[1]), s.Shape(x, 2)), s.Ints(1, 2, 3)]);
    }

    /// <summary>Input channels per group; extra ones of zeros fill a block (3 colours become 4), Join drops them.</summary>
    private static long Wide(TensorProto weights, Window window) => window.Group > 1 ? weights.Dims[1]
        : RoundUp(weights.Dims[1], Math.Max(1, Block / (window.Strides[0] * window.Strides[0])));

    /// <summary>Which neighbours q + offset of the cotangent any phase meets, along one axis; the lowest at most 0.</summary>
    public static (long Low, long High) Offsets(Window window, int axis)
    {
        var met = Taps(window, axis).Select(t => t.Offset).ToArray();
        return (Math.Min(0, met.Min()), met.Max());
    }

    private static IEnumerable<(long Phase, long Tap, long Offset)> Taps(Window window, int axis)
    {
        var (stride, dilation) = (window.Strides[axis], window.Dilations[axis]);
        for (var phase = 0L; phase < stride; phase++)
            for (var tap = 0L; tap < window.Kernel[axis]; tap++)
            {
                var distance = phase + window.Begin(axis) - tap * dilation;
                if (distance % stride == 0) yield return (phase, tap, distance / stride);
            }
    }

    /// <summary>
    /// Outputs beyond the g of the cotangent that the Conv must give, so that they interleave to the longest input of g outputs:
    /// stride (g-1) + stride-1 + reach - pads.
    /// </summary>
    private static long More(Window window, int axis)
    {
        var stride = window.Strides[axis];
        var reach = (window.Kernel[axis] - 1) * window.Dilations[axis] + 1;
        var beyond = stride - 1 + reach - window.Begin(axis) - window.End(axis);
        return (beyond + stride - 1) / stride - 1;
    }

    private static void Arrange(Site s, string name, TensorProto weights, Window window, PhaseShift shift)
    {
        var (wide, h, w) = (Wide(weights, window), Offsets(window, 0), Offsets(window, 1));
        var (m, c, stride, groups) = (weights.Dims[0], weights.Dims[1], window.Strides[0], window.Group);
        var (kh, kw, mg) = (window.Kernel[0], window.Kernel[1], m / groups);
        var (th, tw) = (h.High - h.Low + 1, w.High - w.Low + 1);
        var from = Tensors.Reals(weights);
        var to = new double[groups * wide * stride * stride * mg * th * tw];
        foreach (var (ph, jh, oh) in Taps(window, 0))
            foreach (var (pw, jw, ow) in Taps(window, 1))
                for (var o = 0L; o < m; o++)
                    for (var i = 0L; i < c; i++)
                    {
                        var channel = ((o / mg * wide + i) * stride + shift.Down(ph, stride)) * stride + shift.Across(pw, stride);
                        var at = ((channel * mg + o % mg) * th + (oh - h.Low)) * tw + (ow - w.Low);
                        to[at] = from[((o * c + i) * kh + jh) * kw + jw];
                    }
        s.Constant(name, [groups * wide * stride * stride, mg, th, tw], to);
    }

    private static long RoundUp(long n, long step) => (n + step - 1) / step * step;
}
