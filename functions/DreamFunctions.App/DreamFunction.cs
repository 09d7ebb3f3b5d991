using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.App;

/// <summary>The app's triggers: a picture arrives, a worker answers, a day has passed.</summary>
/// <param name="starter">Starts dreams.</param>
/// <param name="receiver">Raises the events of answers.</param>
/// <param name="settings">What every dream looks like.</param>
/// <param name="retention">How long the task hub remembers.</param>
/// <param name="clock">The time.</param>
public sealed class DreamFunction(
    DreamStarter starter, ResultReceiver receiver, DreamSettings settings, Retention retention, TimeProvider clock)
{
    /// <summary>A picture was dropped into the container of uploads.</summary>
    [Function("PictureArrived")]
    public async Task PictureArrived(
        [BlobTrigger("%DREAM_UPLOADS%/{name}")] BlobClient upload, string name, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        if (!DreamStarter.IsPicture(name))
            return;
        BlobProperties properties = await upload.GetPropertiesAsync(cancellationToken: cancel);
        await starter.StartAsync(client, new(upload.BlobContainerName, name, properties.ETag.ToString(), settings), cancel);
    }

    /// <summary>A tile worker answered.</summary>
    [Function("TileAnswered")]
    public Task TileAnswered([QueueTrigger("%DREAM_RESULTS%")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        receiver.ReceiveAsync(client, message, cancel);

    /// <summary>Once an hour the task hub forgets dreams that ended long enough ago.</summary>
    [Function("ForgetOldDreams")]
    public Task ForgetOldDreams([TimerTrigger("0 17 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                CreatedTo: clock.GetUtcNow() - retention.Time,
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancel);
}
