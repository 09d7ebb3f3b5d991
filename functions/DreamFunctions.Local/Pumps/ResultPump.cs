using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>Hands the tile workers' answers to the pipeline: here what a queue trigger is in a function app.</summary>
internal sealed class ResultPump(
    DreamStorage storage, ResultReceiver receiver, DurableTaskClient client, TimeProvider clock, ILogger<ResultPump> log)
    : Pump(LongestPause, clock, log)
{
    private const int BatchSize = 32;
    private const int MostDeliveries = 5;
    private static readonly TimeSpan Invisible = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private TimeSpan pause = FirstPause;

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        QueueMessage[] messages = await storage.Results.ReceiveMessagesAsync(BatchSize, Invisible, stopping);
        foreach (var message in messages)
            await ReceiveAsync(message, stopping);
        return pause = messages.Length > 0 ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
    }

    private async Task ReceiveAsync(QueueMessage message, CancellationToken stopping)
    {
        try
        {
            await receiver.ReceiveAsync(client, message.Body.ToString(), stopping);
        }
#pragma warning disable CA1031 // Whatever it is, the message comes back; one that never succeeds must not come back for ever.
        catch (Exception error) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (message.DequeueCount < MostDeliveries)
            {
                log.StorageStutters(error.Message);
                return;
            }

            log.AnswerPassedOver(message.DequeueCount, error.Message);
        }

        await storage.Results.DeleteMessageAsync(message.MessageId, message.PopReceipt, stopping);
    }
}
