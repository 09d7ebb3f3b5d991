using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference;

/// <summary>What a process takes at its peak to find gradients: a part that is always there, and one for each pixel of the window.</summary>
/// <param name="Fixed">Bytes of the process, the graph and the weights.</param>
/// <param name="PerPixel">Bytes for each pixel of the window: activations, gradients, input and output.</param>
public sealed record MemoryNeed(long Fixed, int PerPixel)
{
    /// <summary>
    /// A process before any net, and how often the gradient graph (whose length is that of the weights on the way to the layer,
    /// twice) lies in it at the worst moment, while it is read, built, written and loaded. Chosen so that no peak in the room's
    /// README is above what is predicted.
    /// </summary>
    private const long Process = 150_000_000;
    private const int Copies = 10;

    /// <summary>What it takes for a gradient graph of so many bytes, and a layer's figure for each pixel.</summary>
    public static MemoryNeed Of(long graphBytes, int perPixel) => new(Process + (Copies * graphBytes), perPixel);

    /// <summary>The peak in bytes for windows of a size.</summary>
    public long At(Size window) => Fixed + (PerPixel * new Region(window).PixelCount);

    /// <summary>The most pixels of a window within so many bytes, 0 if none.</summary>
    public long Pixels(long bytes) => Math.Max(0, (bytes - Fixed) / PerPixel);
}
