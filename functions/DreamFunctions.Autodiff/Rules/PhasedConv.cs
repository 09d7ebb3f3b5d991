using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// The gradient of a strided Conv whose output's cotangent comes in four phases: never put together, each phase meets the weights
/// by itself. Phase a holds the outputs y = 2 k + a - top, which is what a Conv of twice the stride has whose pad is smaller by
/// stride (a - top). So each phase goes through the Conv of <see cref="Interleaved"/>, and the four are added.
/// </summary>
internal static class PhasedConv
{
    /// <summary>Stride 1 is left out: there as many pixels leave the Conv as enter it, and nothing is saved.</summary>
    public static bool Fits(Window window, Phases phases) => window.Rank == 2 && window.Group == 1
        && window.Strides[0] == window.Strides[1] && window.Strides[0] > 1
        && Enumerable.Range(0, 4).All(part => Enumerable.Range(0, 2).All(axis =>
            Interleaved.Offsets(Of(window, phases, part), axis).High + More(window, phases, axis) >= 0));

    public static string Emit(Site s, Phases phases, TensorProto weights, Window window, string x)
    {
        string? sum = null;
        for (var part = 0; part < 4; part++)
        {
            var conv = Interleaved.Small(s, phases.Parts[part], weights, Of(window, phases, part),
                More(window, phases, 0), More(window, phases, 1));
            sum = sum is null ? conv : s.Add(sum, conv);
        }
        return Interleaved.Join(s, sum!, weights, Of(window, phases, 0), x,
            [.. phases.Sides.Select((side, axis) => side.Plus(More(window, phases, axis)))]);
    }

    private static Window Of(Window window, Phases phases, int part) => window with
    {
        Strides = [.. window.Strides.Select(v => 2 * v)],
        Pads = [window.Begin(0) - window.Strides[0] * (part / 2 - phases.Top),
            window.Begin(1) - window.Strides[1] * (part % 2 - phases.Left), window.End(0), window.End(1)],
    };

    /// <summary>
    /// What the small Convs have to give beyond the phases' length m, so that it times twice the stride is as long as the input:
    /// at most stride (outputs - 1) + stride - 1 + reach - pads, with at most 2 m - top outputs.
    /// </summary>
    private static long More(Window window, Phases phases, int axis)
    {
        var (stride, start) = (window.Strides[axis], axis == 0 ? phases.Top : phases.Left);
        var reach = (window.Kernel[axis] - 1) * window.Dilations[axis] + 1;
        var beyond = reach - 1 - window.Begin(axis) - window.End(axis) - stride * start;
        return beyond <= 0 ? 0 : (beyond + 2 * stride - 1) / (2 * stride);
    }
}
