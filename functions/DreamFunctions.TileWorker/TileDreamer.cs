using System.Diagnostics;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Pipeline;

namespace DreamFunctions.TileWorker;

/// <summary>Does what a ticket asks: reads the tile's surroundings, runs the net, writes the tile's detail.</summary>
public sealed class TileDreamer
{
    private readonly LoadedNet nets;
    private readonly WorkerMemory memory;
    private readonly WorkBlobs work;
    private readonly TileReader reader;

    /// <summary>A dreamer for one ticket at a time.</summary>
    /// <param name="storage">The containers and queues.</param>
    /// <param name="nets">The net that is loaded.</param>
    /// <param name="memory">What the worker may take.</param>
    public TileDreamer(DreamStorage storage, LoadedNet nets, WorkerMemory memory)
    {
        (this.nets, this.memory) = (nets, memory);
        // What another loop of this worker moves meanwhile is that ticket's.
        work = storage.Work.CountedApart();
        reader = new(work);
    }

    /// <summary>Dreams, probes or measures a tile and gives the answer.</summary>
    /// <exception cref="TooLargeException">It takes more memory than the worker may have.</exception>
    /// <exception cref="OperationCanceledException">The worker is asked to stop; the ticket is to be returned.</exception>
    public async Task<TileResult> DreamAsync(TileTicket ticket, CancellationToken cancel)
    {
        Stopwatch watch = Stopwatch.StartNew();
        DreamNet net = await nets.ForAsync(ticket, stop => GuideAsync(ticket, stop), cancel);
        (TimeSpan spent, int runs, StorageTraffic traffic) = (net.NetTime, net.Evaluations, work.Traffic);
        ExactWindows windows = memory.WindowsFor(ticket, net.Layer, net.Need);
        (Plane picture, Plane? detail) = await reader.ReadAsync(ticket, cancel);
        memory.Tidy();
        TileResult answer = new()
        {
            OctaveId = ticket.OctaveId,
            EventName = ticket.EventName,
            Tile = ticket.Tile,
            Attempt = ticket.Attempt,
        };
        answer = ticket.Pass switch
        {
            TilePass.Measure => Measure(ticket, net, windows, picture, detail!, answer),
            TilePass.Probe => Probe(ticket, net, windows, Start(picture, detail), answer, cancel),
            _ => await ClimbAsync(ticket, net, windows, picture, Start(picture, detail), answer, cancel),
        };
        memory.Tidy();
        return answer with
        {
            GradientSeconds = (net.NetTime - spent).TotalSeconds,
            Evaluations = net.Evaluations - runs,
            WindowHalo = windows.Work - 1,
            Traffic = work.Traffic - traffic,
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }

    private async Task<Plane?> GuideAsync(TileTicket ticket, CancellationToken cancel) =>
        ticket.Guide is { } size ? await work.ReadGuideAsync(ticket.DreamId, size, cancel) : null;

    private static Plane Start(Plane picture, Plane? detail)
    {
        Plane start = picture.Crop(picture.Area);
        if (detail is not null)
            start.AddClamped(detail);
        return start;
    }

    private static TileResult Probe(
        TileTicket ticket, DreamNet net, ExactWindows windows, Plane start, TileResult answer, CancellationToken cancel)
    {
        AscentTrace trace = GradientAscent.Probe(
            ClimbOf(start, net, ticket, windows, cancel), ticket.Grid, ticket.Tile, ticket.Octave, (ulong)ticket.Seed, cancel);
        return answer with { AbsoluteSum = trace.AbsoluteSum, Count = trace.Count };
    }

    private async Task<TileResult> ClimbAsync(
        TileTicket ticket, DreamNet net, ExactWindows windows, Plane picture, Plane dream, TileResult answer, CancellationToken cancel)
    {
        NormaliserMode normaliser = ticket switch
        {
            { Normaliser: { } shared } => NormaliserMode.Shared(shared),
            { Level: { } level } => NormaliserMode.Pilot(level),
            _ => NormaliserMode.Own,
        };
        AscentTrace trace = GradientAscent.Run(
            ClimbOf(dream, net, ticket, windows, cancel), ticket.Grid, ticket.Tile, ticket.Octave, (ulong)ticket.Seed,
            new AscentSettings(ticket.Iterations, (float)ticket.Step, ticket.Schedule), normaliser, cancel);
        Plane detail = dream.Minus(picture, ticket.Grid.DetailOf(ticket.Tile));
        if (ticket.KeepColour)
            Colour.Keep(detail, picture);
        if (ticket.Masked)
            Mask.Apply(detail, await work.ReadMaskAsync(ticket.DreamId, ticket.Octave, ticket.Grid, ticket.Tile, cancel));
        await work.WriteDetailAsync(ticket.DreamId, ticket.Octave, ticket.Tile, ticket.Attempt, detail, cancel);
        return answer with { AbsoluteSum = trace.AbsoluteSum, Count = trace.Count };
    }

    private static TileResult Measure(
        TileTicket ticket, DreamNet net, ExactWindows windows, Plane picture, Plane detail, TileResult answer)
    {
        Region tile = ticket.Grid.WindowOf(ticket.Tile), kept = ticket.Grid.KeptOf(ticket.Tile);
        return answer with
        {
            EnergyBefore = Energy(picture),
            EnergyAfter = Energy(Start(picture, detail)),
        };

        double Energy(Plane plane) => Enumerable.Range(0, windows.Count).Sum(i =>
        {
            Region seen = windows.SeenBy(i).Offset(tile.X, tile.Y);
            Region counted = windows.KeptBy(i).Offset(tile.X, tile.Y).Intersect(kept).Offset(-seen.X, -seen.Y);
            return net.Energy(seen.Size, plane.Crop(seen).Values, counted);
        });
    }

    /// <summary>
    /// An iteration is one run of the net, where the plane is one window and the gradient is taken as it comes. With several windows
    /// the step has to wait for the last one's gradient (they share a normaliser, and their halos the pixels), and a gradient that
    /// is shaped is shaped here, between the net and the step.
    /// </summary>
    private static IClimb ClimbOf(Plane plane, DreamNet net, TileTicket ticket, ExactWindows windows, CancellationToken cancel)
    {
        Region window = ticket.Grid.WindowOf(ticket.Tile), kept = ticket.Grid.KeptOf(ticket.Tile);
        bool whole = windows.Count == 1 && ticket is { KeepColour: false, Smoothing: DreamSmoothing.None };
        return whole ? net.Climb(plane, window, kept) : new GradientClimb(plane, window, kept, GradientOf(net, ticket, windows, cancel));
    }

    private static GradientFunction GradientOf(DreamNet net, TileTicket ticket, ExactWindows windows, CancellationToken cancel)
    {
        GradientFunction own = windows.Over((window, gradient) => net.Gradient(windows.Window, window, gradient), cancel);
        return ticket is { KeepColour: false, Smoothing: DreamSmoothing.None } ? own : (pixels, gradient) =>
        {
            own(pixels, gradient);
            Plane shaped = new(new Region(ticket.Grid.WindowSize), gradient.ToArray());
            if (ticket.KeepColour)
                Colour.Flatten(shaped);
            if (ticket.Smoothing == DreamSmoothing.Gaussian)
                shaped = Blur.Gaussian(shaped, (float)ticket.Sigma);
            if (ticket.Smoothing == DreamSmoothing.Laplacian)
                FrequencyBands.Equalise(shaped, net.UsualBands);
            shaped.Values.CopyTo(gradient);
        };
    }
}
