using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>The sliding window of a Conv or pool: one entry a spatial axis; pads are all begins, then all ends.</summary>
internal sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads, long Group)
{
    public int Rank => Kernel.Length;

    public long Begin(int axis) => Pads[axis];

    public long End(int axis) => Pads[Rank + axis];

    /// <summary>With so much more before the first pixel along an axis.</summary>
    public Window Begun(int axis, long more) => this with { Pads = [.. Pads.Select((p, i) => i == axis ? p + more : p)] };

    public static Window Of(Site s, int rank, long[] kernel)
    {
        if (s.Node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw s.Unsupported($"auto_pad={s.Node.Text("auto_pad", "")} with a stride above 1 pads by the picture's size");
        return new(kernel, s.Node.Ints("strides", rank, 1), s.Node.Ints("dilations", rank, 1), s.Node.Ints("pads", 2 * rank, 0),
            s.Node.Int("group", 1));
    }
}
