using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>Keeps a ticket invisible to other workers for as long as this one works on it.</summary>
internal sealed class TicketLease : IAsyncDisposable
{
    private readonly QueueClient queue;
    private readonly string messageId;
    private readonly TimeSpan invisible;
    private readonly ILogger log;
    private readonly CancellationTokenSource done = new();
    private readonly Task renewing;
    private string popReceipt;

    public TicketLease(QueueClient queue, QueueMessage message, TimeSpan invisible, ILogger log)
    {
        (this.queue, messageId, popReceipt, this.invisible, this.log) = (queue, message.MessageId, message.PopReceipt, invisible, log);
        // On the thread pool: the net keeps its caller's thread busy for as long as a tile takes.
        renewing = Task.Run(RenewAsync);
    }

    /// <summary>The work is answered: the ticket goes. If another worker has it by now, its answer is a harmless duplicate.</summary>
    public async Task DeleteAsync()
    {
        await StopAsync();
        try
        {
            await queue.DeleteMessageAsync(messageId, popReceipt);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 400)
        {
            log.LostTicket(messageId, e.Message);
        }
    }

    /// <summary>The work is not done: the ticket becomes visible to other workers at once.</summary>
    public async Task ReturnAsync()
    {
        await StopAsync();
        try
        {
            await queue.UpdateMessageAsync(messageId, popReceipt, visibilityTimeout: TimeSpan.Zero);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 400)
        {
            log.LostTicket(messageId, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        done.Dispose();
    }

    private async Task StopAsync()
    {
        await done.CancelAsync();
        await renewing;
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            // At a third, so that a slow storage call does not lose it.
            await Task.Delay(invisible / 3, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
                return;
            try
            {
                UpdateReceipt renewed = await queue.UpdateMessageAsync(messageId, popReceipt, visibilityTimeout: invisible);
                popReceipt = renewed.PopReceipt;
            }
            catch (Exception e) when (StorageTrouble.Is(e))
            {
                log.LostTicket(messageId, e.Message);
            }
        }
    }
}
