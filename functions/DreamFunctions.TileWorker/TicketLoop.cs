using System.Text.Json;
using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>
/// Takes a ticket, keeps it invisible while it works, answers, deletes. A ticket whose worker dies comes back to the queue by
/// itself; a worker that is asked to stop hands its ticket back at once.
/// </summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="dreamer">Does the work.</param>
/// <param name="pace">How long a ticket is kept without renewal, and when a sign of life is due.</param>
/// <param name="clock">The time.</param>
/// <param name="log">The log.</param>
public sealed class TicketLoop(DreamStorage storage, TileDreamer dreamer, TilePace pace, TimeProvider clock, ILogger<TicketLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    // A ticket that comes back so often takes its workers down with it.
    private const int MostDeliveries = 6;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                QueueMessage? message = await storage.Tickets.ReceiveMessageAsync(pace.Invisible, stoppingToken);
                if (message is not null)
                {
                    await HandleAsync(message, stoppingToken);
                    pause = FirstPause;
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (StorageTrouble.Is(e))
            {
                log.StorageStutters(e.Message);
            }

            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken stopping)
    {
        if (await ReadAsync(message, stopping) is not { } ticket)
            return;

        using TicketWatch watch = new(ticket, message, clock.GetUtcNow(), log);
        await using TicketLease lease = new(storage.Tickets, message, pace.Invisible, log);
        await using SignsOfLife signs = new(storage, ticket, pace.SignOfLife, log);
        try
        {
            TileResult result = message.DequeueCount > MostDeliveries
                ? Failure(ticket, $"the ticket was delivered {message.DequeueCount - 1} times and never answered; it may take more memory than a worker has")
                : await DreamAsync(ticket, stopping);
            await storage.Results.SendMessageAsync(JsonSerializer.Serialize(watch.Answered(result), DreamStorage.Wire), CancellationToken.None);
            await lease.DeleteAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            log.Returned(ticket.EventName, ticket.OctaveId);
            watch.Returned();
            await lease.ReturnAsync();
        }
    }

    private async Task<TileResult> DreamAsync(TileTicket ticket, CancellationToken stopping)
    {
        try
        {
            TileResult result = await dreamer.DreamAsync(ticket, stopping);
            log.Answered(ticket.EventName, ticket.OctaveId, result.Seconds, result.GradientSeconds);
            return result;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever goes wrong with a tile is answered, so that the dream ends in a reason and the worker goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Failed(e, ticket.EventName, ticket.OctaveId);
            return Failure(ticket, e.Message);
        }
    }

    private async Task<TileTicket?> ReadAsync(QueueMessage message, CancellationToken stopping)
    {
        try
        {
            TileTicket? ticket = JsonSerializer.Deserialize<TileTicket>(message.Body.ToMemory().Span, DreamStorage.Wire);
            if (ticket is { Version: <= TileTicket.CurrentVersion })
                return ticket;
            if (ticket is not null)
            {
                log.NewerTicket(ticket.Version, TileTicket.CurrentVersion);
                await LeaveAsync(message, stopping);
                return null;
            }

            log.UnreadableTicket("it is empty");
        }
        catch (JsonException e)
        {
            log.UnreadableTicket(e.Message);
            if (UnusableAnswer.To(message.Body.ToString(), $"its ticket cannot be read: {e.Message}") is { } answer)
                await storage.Results.SendMessageAsync(JsonSerializer.Serialize(answer, DreamStorage.Wire), CancellationToken.None);
        }

        await storage.Tickets.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        return null;
    }

    /// <summary>
    /// During an upgrade a newer worker takes it. As a new message: one that comes back by itself counts its deliveries, and would
    /// look to the newer worker like a ticket that kills. Then this worker rests, or it would be the first at every ticket again.
    /// </summary>
    private async Task LeaveAsync(QueueMessage message, CancellationToken stopping)
    {
        await storage.Tickets.SendMessageAsync(message.Body, cancellationToken: CancellationToken.None);
        await storage.Tickets.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        await Task.Delay(pace.Tile, clock, stopping);
    }

    private static TileResult Failure(TileTicket ticket, string error) => new()
    {
        OctaveId = ticket.OctaveId,
        EventName = ticket.EventName,
        Tile = ticket.Tile,
        Attempt = ticket.Attempt,
        Error = error,
    };
}
