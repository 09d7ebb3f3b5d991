namespace DreamFunctions.Dreaming;

/// <summary>The net, as the ascent sees it.</summary>
/// <param name="window">Pixels of the grid's window, 3, height, width: RGB, 0..255.</param>
/// <param name="gradient">Takes d energy / d pixel, same layout.</param>
public delegate void GradientFunction(ReadOnlySpan<float> window, Span<float> gradient);
