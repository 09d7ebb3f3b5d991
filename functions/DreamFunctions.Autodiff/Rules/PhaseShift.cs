namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// By how many pixels the grid of an <see cref="Interleaved"/> Conv's phases is moved, so that the Conv needs the fewest taps: 7 taps
/// of stride 4 meet two cells of the grid or three, as it lies. A phase that so passes the end of its cell is found in the next one.
/// </summary>
internal readonly record struct PhaseShift(long Top, long Left)
{
    public static PhaseShift None => default;

    /// <summary>Cells more that the Conv has to give.</summary>
    public long MoreDown => Math.Sign(Top);

    /// <inheritdoc cref="MoreDown"/>
    public long MoreAcross => Math.Sign(Left);

    public static PhaseShift ForFewestTaps(Window window) => new(Along(window, 0), Along(window, 1));

    /// <summary>The window as the moved grid sees it.</summary>
    public Window Of(Window window) => window.Begun(0, -Top).Begun(1, -Left);

    /// <summary>The phase that a phase of the moved grid is, down.</summary>
    public long Down(long phase, long stride) => (phase - Top + stride) % stride;

    /// <summary>The same across.</summary>
    public long Across(long phase, long stride) => (phase - Left + stride) % stride;

    /// <summary>The phases in their own cells again: each channel is read where it is or from the next cell.</summary>
    public string Back(Site s, string phases, long channels, long stride)
    {
        if (this == None) return phases;
        var (rows, columns) = (1 + MoreDown, 1 + MoreAcross);
        var taps = new double[channels * rows * columns];
        for (var channel = 0L; channel < channels; channel++)
        {
            var (down, across) = ((channel / stride % stride + Top) / stride, (channel % stride + Left) / stride);
            taps[(channel * rows + down) * columns + across] = 1;
        }
        var name = $"phases of {channels} by {stride} back from {Top} {Left}";
        return s.Emit("Conv", [phases, s.Constant(name, [channels, 1, rows, columns], taps)],
            ("kernel_shape", new[] { rows, columns }), ("group", channels));
    }

    private static long Along(Window window, int axis) =>
        Enumerable.Range(0, (int)window.Strides[axis]).Select(shift => (long)shift).MinBy(shift =>
        {
            var (low, high) = Interleaved.Offsets(window.Begun(axis, -shift), axis);
            return high - low;
        });
}
