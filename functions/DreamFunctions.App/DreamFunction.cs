using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.App;

/// <summary>A worker answers, an hour has passed.</summary>
/// <param name="receiver">Raises the events of answers.</param>
/// <param name="retention">How long the task hub remembers.</param>
/// <param name="clock">The time.</param>
public sealed class DreamFunction(ResultReceiver receiver, Retention retention, TimeProvider clock)
{
    /// <summary>A tile worker answered.</summary>
    [Function("TileAnswered")]
    public Task TileAnswered([QueueTrigger("%DREAM_RESULTS%")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        receiver.ReceiveAsync(client, message, cancel);

    /// <summary>An answer that could not be handed on, however often.</summary>
    [Function("AnswerFailed")]
    public Task AnswerFailed([QueueTrigger("%DREAM_RESULTS%-poison")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        receiver.GiveUpOnAsync(client, message, cancel);

    /// <summary>Once an hour the task hub forgets dreams that ended long enough ago.</summary>
    [Function("ForgetOldDreams")]
    public Task ForgetOldDreams([TimerTrigger("0 17 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                CreatedTo: clock.GetUtcNow() - retention.Time,
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancel);
}
