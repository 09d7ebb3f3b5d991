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
        return Enumerable.Range(0, 2).All(axis =>
        {
            var (low, high) = Offsets(window, axis);
            return RightPad(window, axis, low, high) >= 0;
        });
    }

    public static string Emit(Site s, string g, TensorProto weights, Window window, string x)
    {
        var (h, w) = (Offsets(window, 0), Offsets(window, 1));
        long[] longer = [RightPad(window, 0, h.Low, h.High) - h.High, RightPad(window, 1, w.Low, w.High) - w.High];
        return Join(s, Small(s, g, weights, window, longer[0], longer[1]), weights, window, x,
            s.Shapes[s.Y] is { Length: 4 } y ? [y[2].Plus(longer[0]), y[3].Plus(longer[1])] : []);
    }

    /// <summary>
    /// All phases as channels, from a cotangent; the result is longer than the cotangent by <paramref name="down"/> and
    /// <paramref name="across"/>.
    /// </summary>
    public static string Small(Site s, string g, TensorProto weights, Window window, long down, long across)
    {
        var (top, left) = (Shift(weights, window, 0), Shift(weights, window, 1));
        var shifted = window.Begun(0, -top).Begun(1, -left);
        var (h, w) = (Offsets(shifted, 0), Offsets(shifted, 1));
        var name = $"{weights.Name}^T interleaved by {window.Strides[0]} from {shifted.Begin(0)} {shifted.Begin(1)} less {top} {left}";
        if (!s.Graph.Constants.ContainsKey(name)) Arrange(s, name, weights, shifted, top, left);
        var phases = s.Emit("Conv", [g, name],
            ("kernel_shape", new[] { h.High - h.Low + 1, w.High - w.Low + 1 }), ("group", window.Group),
            ("pads", new[] { -h.Low, -w.Low, h.High + down + Math.Sign(top), w.High + across + Math.Sign(left) }));
        return (top, left) == (0, 0) ? phases : Settled(s, phases, weights, window, top, left);
    }

    /// <summary>
    /// By how many pixels the grid of phases is moved so that the Conv needs the fewest taps along an axis. A phase that passes the
    /// end of its cell is then found in the next one.
    /// </summary>
    private static long Shift(TensorProto weights, Window window, int axis)
    {
        if (Channels(weights, window) % Block != 0) return 0; // bringing them back would cost more than the taps
        return Enumerable.Range(0, (int)window.Strides[axis]).Select(shift => (long)shift).MinBy(shift =>
        {
            var (low, high) = Offsets(window.Begun(axis, -shift), axis);
            return high - low;
        });
    }

    /// <summary>The phases in their own cells again: each channel is read where it is or from the next cell.</summary>
    private static string Settled(Site s, string phases, TensorProto weights, Window window, long top, long left)
    {
        var (stride, channels) = (window.Strides[0], Channels(weights, window));
        var (rows, columns) = (1 + Math.Sign(top), 1 + Math.Sign(left));
        var taps = new double[channels * rows * columns];
        for (var channel = 0L; channel < channels; channel++)
        {
            var (down, across) = ((channel / stride % stride + top) / stride, (channel % stride + left) / stride);
            taps[(channel * rows + down) * columns + across] = 1;
        }
        var name = $"phases of {channels} by {stride} back from {top} {left}";
        return s.Emit("Conv", [phases, s.Constant(name, [channels, 1, rows, columns], taps)],
            ("kernel_shape", new long[] { rows, columns }), ("group", channels));
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

    private static long Channels(TensorProto weights, Window window) =>
        window.Group * Wide(weights, window) * window.Strides[0] * window.Strides[1];

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
    /// The input of g outputs is at most stride (g-1) + stride-1 + reach - pads long; the Conv must give that many pixels when
    /// interleaved.
    /// </summary>
    private static long RightPad(Window window, int axis, long low, long high)
    {
        var stride = window.Strides[axis];
        var reach = (window.Kernel[axis] - 1) * window.Dilations[axis] + 1;
        var beyond = stride - 1 + reach - window.Begin(axis) - window.End(axis); // longest input minus stride (g-1)
        var more = (beyond + stride - 1) / stride - 1;                           // outputs needed beyond g
        return high - low + low + more;
    }

    private static void Arrange(Site s, string name, TensorProto weights, Window window, long top, long left)
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
                        var channel = ((o / mg * wide + i) * stride + (ph - top + stride) % stride) * stride + (pw - left + stride) % stride;
                        var at = ((channel * mg + o % mg) * th + (oh - h.Low)) * tw + (ow - w.Low);
                        to[at] = from[((o * c + i) * kh + jh) * kw + jw];
                    }
        s.Constant(name, [groups * wide * stride * stride, mg, th, tw], to);
    }

    private static long RoundUp(long n, long step) => (n + step - 1) / step * step;
}
