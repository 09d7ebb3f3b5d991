using System.Diagnostics;
using System.Text.Json;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>A tile and which attempt at it.</summary>
public sealed record TileAttempt(int Tile, int Attempt);

/// <summary>Tickets to send: the input of <see cref="SendTicketsActivity"/>.</summary>
/// <param name="OctaveId">The instance that waits for the answers.</param>
/// <param name="Octave">The octave.</param>
/// <param name="Pass">What is asked.</param>
/// <param name="Tiles">The tiles and attempts.</param>
/// <param name="Level">mean |gradient| of the octave, for the pilot.</param>
/// <param name="Normaliser">The shared normaliser.</param>
/// <param name="OwnAttempts">The accepted attempts of this octave's tiles, for measurements.</param>
public sealed record TicketOrder(
    string OctaveId,
    OctaveRequest Octave,
    TilePass Pass,
    IReadOnlyList<TileAttempt> Tiles,
    double? Level,
    IReadOnlyList<double>? Normaliser,
    IReadOnlyList<int> OwnAttempts) : IOfDream
{
    string? IOfDream.TraceParent => Octave.TraceParent;

    void IOfDream.Describe(Activity span) => span
        .SetTag(SpanTags.Dream, Octave.DreamId)
        .SetTag(SpanTags.Octave, Octave.Octave)
        .SetTag(SpanTags.Pass, DreamMetrics.NameOf(Pass))
        .SetTag(SpanTags.Size, Octave.Plan.Octaves[Octave.Octave].Picture.ToString())
        .SetTag("dream.tickets", Tiles.Count);
}

/// <summary>Puts tile tickets into the queue, each naming just the blobs that its tile reads.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class SendTicketsActivity(DreamStorage storage) : DreamActivity<TicketOrder, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(TicketOrder input)
    {
        await Parallel.ForEachAsync(
            input.Tiles, WorkBlobs.Parallelism(CancellationToken.None), async (tile, cancel) => await SendAsync(input, TicketFor(input, tile), cancel));
        return true;
    }

    // The worker's span lies below the ticket's own: between the two the ticket waited in the queue.
    private async Task SendAsync(TicketOrder order, TileTicket ticket, CancellationToken cancel)
    {
        using Activity? sent = DreamTraces.Begin("ticket", ticket, ActivityKind.Producer);
        TileTicket traced = ticket with { TraceParent = sent?.Id ?? order.Octave.TraceParent };
        await storage.Tickets.SendMessageAsync(JsonSerializer.Serialize(traced, DreamStorage.Wire), cancel);
    }

    /// <summary>The ticket of one tile.</summary>
    public static TileTicket TicketFor(TicketOrder order, TileAttempt tile)
    {
        (string dreamId, DreamPlan plan, int octave, IReadOnlyList<int> previous, _) = order.Octave;
        bool measure = order.Pass == TilePass.Measure;
        TileTicket ticket = new()
        {
            DreamId = dreamId,
            OctaveId = order.OctaveId,
            Pass = order.Pass,
            Octave = octave,
            Tile = tile.Tile,
            Attempt = tile.Attempt,
            Grid = plan.Octaves[octave],
            Model = plan.Settings.Model,
            ModelSha256 = plan.ModelSha256,
            Layer = plan.Layer.Name,
            Targets = plan.Targets,
            GuideSha256 = plan.Settings.GuideSha256,
            Guide = plan.Guide,
            KeepColour = plan.Settings.Colour == DreamColour.Kept,
            Smoothing = plan.Settings.Smoothing,
            Sigma = plan.Settings.Sigma,
            Schedule = plan.Settings.Schedule,
            Masked = plan.Masked,
            Iterations = plan.Settings.Iterations,
            Step = plan.Settings.Step,
            Seed = plan.Settings.Seed,
            Level = order.Level,
            Normaliser = order.Normaliser,
            Mode = plan.Settings.Mode,
            WindowCore = plan.Settings.Mode == DreamMode.Exact ? plan.Settings.Tile : null,
            DetailGrid = measure ? plan.Octaves[octave] : octave > 0 ? plan.Octaves[octave - 1] : null,
        };
        if (ticket.DetailGrid is not { } grid)
            return ticket;
        IReadOnlyList<int> attempts = measure ? order.OwnAttempts : previous;
        return ticket with
        {
            DetailAttempts = grid.TilesTouching(TileReader.DetailRegion(ticket)).ToDictionary(source => source, source => attempts[source]),
        };
    }
}
