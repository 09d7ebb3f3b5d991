using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.TileWorker;

/// <summary>Keeps a ticket within the worker's memory: predicts its peak, picks the windows that fit, refuses what cannot.</summary>
/// <param name="bound">The most that the worker may take.</param>
public sealed class WorkerMemory(MemoryBound bound)
{
    // A pixel of the plane as 3 floats, so often at once: picture, dream, window, gradient, and what reading leaves behind.
    private const int PlaneBytes = 7 * 12;

    // Beyond it the context around a window costs little, and memory that other processes could use would buy nothing.
    private const long UsualPixels = 1 << 22;

    // Less is not worth a collection.
    private const long Untidy = 32_000_000;

    private long allocatedThen;

    /// <summary>
    /// Gives back what lies about unused, where much was taken since the last time. On a machine with plenty of memory the runtime would let
    /// garbage grow for long, and what the net takes comes on top of it.
    /// </summary>
    public void Tidy()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        if (allocated - allocatedThen < Untidy)
            return;
        allocatedThen = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        HugePages.Advise();
    }

    /// <summary>The windows in which a ticket's tile is visited: one, but in exact mode where the plane is larger than fits.</summary>
    /// <exception cref="TooLargeException">The ticket would take more than the bound; the message says what would not.</exception>
    public ExactWindows WindowsFor(TileTicket ticket, NetLayer layer, MemoryNeed need)
    {
        TileGrid grid = ticket.Grid;
        Size whole = grid.WindowSize;
        long planes = PlaneBytes * grid.BufferOf(ticket.Tile).PixelCount;
        bool exact = ticket.Mode == DreamMode.Exact;
        long pixels = need.Pixels(bound.Bytes - planes);
        ExactWindows? windows = exact
            ? ExactWindows.Fit(whole, layer.ReceptiveField, grid.Stride, ticket.WindowCore, Math.Min(pixels, UsualPixels))
            : ExactWindows.Fit(whole, layer.ReceptiveField, grid.Stride, null, pixels) is { Count: 1 } one ? one : null;
        if (windows is not null)
            return windows;

        string perPixel = $"{layer.Name} of {ticket.Model} at {need.PerPixel:N0} bytes a pixel and {MemoryBound.Words(need.Fixed)} for the net";
        if (exact)
        {
            Size least = Least(whole, layer, grid.Stride);
            long total = planes + need.At(least);
            throw new TooLargeException(
                $"A plane of {grid.Picture.Width} x {grid.Picture.Height} pixels takes {MemoryBound.Words(planes)}, and its smallest window, "
                + $"{least.Width} x {least.Height}, {MemoryBound.Words(need.At(least))} ({perPixel}): {MemoryBound.Words(total)} in all, more than "
                + $"the worker's {bound}. Give the worker more (--memory), or make the picture smaller, take a lower layer, or the fast mode.");
        }

        int side = (int)Math.Sqrt(Math.Max(0, bound.Bytes - need.Fixed) / (need.PerPixel + PlaneBytes)) / grid.Stride * grid.Stride;
        int core = side - (2 * grid.Halo) - grid.Jitter;
        string fits = ticket.Mode == DreamMode.Untiled ? "Take the exact mode, which is the same dream in smaller windows"
            : core >= 16 ? $"A tile of {core} with this halo fits (--tile {core})"
            : "No tile with this halo fits";
        throw new TooLargeException(
            $"A window of {whole.Width} x {whole.Height} pixels takes {MemoryBound.Words(planes + need.At(whole))} ({perPixel}), more than the "
            + $"worker's {bound}. {fits}, or give the worker more (--memory).");
    }

    private static Size Least(Size whole, NetLayer layer, int stride)
    {
        int side = ((layer.ReceptiveField - 1 + stride - 1) / stride * 2 * stride) + stride;
        return new(Math.Min(whole.Width, side), Math.Min(whole.Height, side));
    }
}

/// <summary>A ticket that takes more memory than the worker may have; the message says how much, and what to do.</summary>
public sealed class TooLargeException(string message) : Exception(message);
