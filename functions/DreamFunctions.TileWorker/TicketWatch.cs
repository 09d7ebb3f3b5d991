using System.Diagnostics;
using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>What is seen of a ticket while this worker has it: its span, the ids of what is logged meanwhile, its figures.</summary>
internal sealed class TicketWatch : IDisposable
{
    private readonly TileTicket ticket;
    private readonly Activity? span;
    private readonly IDisposable? scope;

    public TicketWatch(TileTicket ticket, QueueMessage message, DateTimeOffset now, ILogger log)
    {
        this.ticket = ticket;
        span = DreamTraces.Begin(DreamMetrics.NameOf(ticket.Pass), ticket, ActivityKind.Consumer);
        span?.SetTag("dream.deliveries", message.DequeueCount);
        scope = log.Ticket(ticket.DreamId, ticket.Octave, ticket.Tile, ticket.Attempt);
        if (message.InsertedOn is { } sent)
            DreamMetrics.Taken(ticket, now - sent);
    }

    /// <summary>The ticket is done, or has failed: the answer, which takes the span along.</summary>
    public TileResult Answered(TileResult result)
    {
        DreamMetrics.Answered(ticket, result);
        span?.SetTag("dream.gradient_seconds", result.GradientSeconds).SetTag("dream.evaluations", result.Evaluations);
        if (result.Error is { } error)
            span?.SetStatus(ActivityStatusCode.Error, error);
        return result with { TraceParent = span?.Id ?? ticket.TraceParent };
    }

    /// <summary>The ticket goes back to the queue.</summary>
    public void Returned() => span?.SetStatus(ActivityStatusCode.Error, "returned: the worker was asked to stop");

    public void Dispose()
    {
        scope?.Dispose();
        span?.Dispose();
    }
}
