namespace DreamFunctions.Nets;

/// <summary>A layer that can be dreamed with.</summary>
/// <param name="Name">The name that people use, such as <c>4c</c>.</param>
/// <param name="Tensor">The tensor in the card's main file, after the ReLU.</param>
/// <param name="ReceptiveField">How many pixels a side one of its cells sees: a gradient reaches that far, less one.</param>
/// <param name="Stride">Pixels between neighbouring cells; tiles begin on this grid.</param>
/// <param name="Channels">The number of its channels.</param>
public sealed record NetLayer(string Name, string Tensor, int ReceptiveField, int Stride, int Channels)
{
    /// <summary>
    /// Memory that a gradient of this layer takes for each pixel of the window, in bytes, measured (the benchmarks print it).
    /// Where a card does not say, a little more than the most that was measured of any layer.
    /// </summary>
    public int BytesPerPixel { get; init; } = 1200;

    /// <summary>The same where what lies below the card's checkpoints is computed a second time; never more.</summary>
    public int BytesPerPixelRecomputed
    {
        get => field > 0 ? Math.Min(field, BytesPerPixel) : BytesPerPixel;
        init;
    }

    /// <summary>
    /// Other names that are understood, and the tensor's names in the card's alternative files: whichever the file has.
    /// </summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether this is the layer's name, tensor or alias; upper and lower case are the same.</summary>
    public bool Answers(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Tensor, StringComparison.OrdinalIgnoreCase)
        || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
