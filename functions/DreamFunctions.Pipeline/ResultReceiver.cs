using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>Turns a worker's answer into the event that the octave's orchestration waits for: workers never touch the task hub.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="log">The log.</param>
public sealed class ResultReceiver(DreamStorage storage, ILogger<ResultReceiver> log)
{
    /// <summary>Raises the event of one message from the queue of results. A message that nobody can use is logged, not retried.</summary>
    public async Task ReceiveAsync(DurableTaskClient client, string message, CancellationToken cancel = default)
    {
        if (Read(message) is { } result)
            await RaiseAsync(client, result, cancel);
    }

    /// <summary>
    /// An answer that could not be handed on, however often: whoever waits for it is told, tries again, and in the end gives the
    /// reason.
    /// </summary>
    public async Task GiveUpOnAsync(DurableTaskClient client, string message, CancellationToken cancel = default)
    {
        if (UnusableAnswer.To(message, "its answer could not be handed on") is { } result)
            await RaiseAsync(client, result, cancel);
        else
            log.UnreadableResult("it does not tell who waits for it");
    }

    private async Task RaiseAsync(DurableTaskClient client, TileResult result, CancellationToken cancel)
    {
        // Signs of life come once a tile's time and would say no more than that the span of the tile is still open.
        using Activity? span = result.EventName == TileResult.SignOfLifeEvent ? null : DreamTraces.Begin("answer", result, ActivityKind.Consumer);
        OrchestrationMetadata? octave = await client.GetInstanceAsync(result.OctaveId, cancel);
        if (octave is null || octave.IsCompleted)
        {
            log.NobodyWaits(result.EventName, result.OctaveId, octave is null ? "there is no such instance" : $"it is {octave.RuntimeStatus}");
            await SweepAfterEndAsync(client, result.OctaveId, cancel);
            return;
        }

        await client.RaiseEventAsync(result.OctaveId, result.EventName, result, cancel);
    }

    // A tile that was under way when its dream ended, or was cancelled, wrote its detail before it answered: nobody else removes it.
    private async Task SweepAfterEndAsync(DurableTaskClient client, string octaveId, CancellationToken cancel)
    {
        if (DreamOrchestrator.DreamIdOf(octaveId) is not { } dreamId)
            return;
        OrchestrationMetadata? dream = await client.GetInstanceAsync(dreamId, cancel);
        if (dream is null || dream.IsCompleted)
            await storage.Work.RemoveAsync(dreamId, cancel);
    }

    private TileResult? Read(string message)
    {
        try
        {
            TileResult? result = JsonSerializer.Deserialize<TileResult>(message, DreamStorage.Wire);
            if (result is { Version: <= TileTicket.CurrentVersion })
                return result;
            log.UnreadableResult(result is null ? "it is empty" : $"its version is {result.Version}, this coordinator reads up to {TileTicket.CurrentVersion}");
        }
        catch (JsonException e)
        {
            log.UnreadableResult(e.Message);
            return UnusableAnswer.To(message, $"its answer cannot be read: {e.Message}");
        }

        return null;
    }
}
