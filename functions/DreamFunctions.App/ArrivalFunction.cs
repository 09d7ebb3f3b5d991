using Azure.Storage.Blobs;
using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.App;

/// <summary>
/// A picture arrives, in one of two ways over one starter: a blob trigger that polls, or a message of Event Grid in a queue.
/// Exactly one is enabled (see <see cref="Coordinator"/>).
/// </summary>
/// <param name="desk">Starts the dreams of uploads.</param>
/// <param name="line">Where dreams wait for their turn.</param>
/// <param name="clock">The time.</param>
public sealed class ArrivalFunction(ArrivalDesk desk, DreamLine line, TimeProvider clock)
{
    /// <summary>A picture was found in the container of uploads.</summary>
    [Function(nameof(PictureArrived))]
    public Task PictureArrived(
        [BlobTrigger("%DREAM_UPLOADS%/{name}")] BlobClient upload, string name, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        desk.UploadedAsync(client, name, cancel);

    /// <summary>Event Grid says that a picture was uploaded.</summary>
    [Function(nameof(PictureAnnounced))]
    public Task PictureAnnounced([QueueTrigger("%DREAM_ARRIVALS%")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        desk.AnnouncedAsync(client, message, cancel);

    /// <summary>Every minute: uploads of the last ten that nothing told of, and places that nobody gave back.</summary>
    [Function(nameof(LookAgain))]
    public async Task LookAgain([TimerTrigger("30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        await desk.LookAgainAsync(client, clock.GetUtcNow() - TimeSpan.FromMinutes(10), cancel);
        await line.LookAgainAsync(client, cancel);
    }

    /// <summary>An upload's trigger failed, however often it was tried.</summary>
    [Function(nameof(UploadFailed))]
    public Task UploadFailed(
        [QueueTrigger("webjobs-blobtrigger-poison")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        PoisonUpload.Read(message) is { } upload ? desk.FailAsync(client, upload.BlobName, cancel) : Task.CompletedTask;

    /// <summary>An announced upload could not be started, however often it was tried.</summary>
    [Function(nameof(AnnouncementFailed))]
    public Task AnnouncementFailed(
        [QueueTrigger("%DREAM_ARRIVALS%-poison")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        desk.AnnouncementFailedAsync(client, message, cancel);
}
