using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Where every upload comes in, whichever way it was noticed (a blob trigger, Event Grid's queue, a request): the upload's real
/// ETag is looked up, so that all ways give the same instance id.
/// </summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="starter">Starts dreams.</param>
/// <param name="settings">What uploads are dreamed with.</param>
/// <param name="log">The log.</param>
public sealed class ArrivalDesk(DreamStorage storage, DreamStarter starter, DreamSettings settings, ILogger<ArrivalDesk> log)
{
    /// <summary>Starts the dream of an upload and gives its instance id; null where it is no picture or is gone again.</summary>
    /// <param name="client">The task hub.</param>
    /// <param name="name">The upload's name in the container of uploads.</param>
    /// <param name="cancel">Stops the starting.</param>
    public async Task<string?> UploadedAsync(DurableTaskClient client, string name, CancellationToken cancel = default) =>
        await RequestAsync(storage.Uploads.Name, name, settings, cancel) is { } request
            ? await starter.StartAsync(client, request with { Gather = true }, cancel)
            : null;

    /// <summary>Starts the dream of the upload that a message of Event Grid tells of. What it cannot use is logged, not retried.</summary>
    public async Task AnnouncedAsync(DurableTaskClient client, string message, CancellationToken cancel = default)
    {
        if (Read(message) is { } blob)
            await UploadedAsync(client, blob.Name, cancel);
    }

    /// <summary>An announced upload that could not be started, however often: its dream ends at once, with the reason.</summary>
    public async Task AnnouncementFailedAsync(DurableTaskClient client, string message, CancellationToken cancel = default)
    {
        if (Read(message) is { } blob)
            await FailAsync(client, blob.Name, cancel);
    }

    /// <summary>An upload whose dream could not be started, however often: it ends at once, with the reason.</summary>
    public async Task FailAsync(DurableTaskClient client, string name, CancellationToken cancel = default)
    {
        if (await RequestAsync(storage.Uploads.Name, name, settings, cancel) is { } request)
            await starter.StartAsync(client, request with { Refusal = "Its dream could not be started after several tries; upload it again." }, cancel);
    }

    /// <summary>
    /// Starts the dreams of young uploads that nothing told of: the Functions host's polling compares times of whole seconds and
    /// misses an upload now and then, and Event Grid gives up in the end.
    /// </summary>
    /// <param name="client">The task hub.</param>
    /// <param name="since">Older ones have had their chance.</param>
    /// <param name="cancel">Stops the looking.</param>
    public async Task LookAgainAsync(DurableTaskClient client, DateTimeOffset since, CancellationToken cancel = default)
    {
        await foreach (BlobItem blob in storage.Uploads.GetBlobsAsync(cancellationToken: cancel))
        {
            if (blob.Properties.LastModified >= since)
                await UploadedAsync(client, blob.Name, cancel);
        }
    }

    /// <summary>What is asked for an upload as it is now; null where it is no picture or is gone.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="name">Its name.</param>
    /// <param name="wanted">What it is to be dreamed with.</param>
    /// <param name="cancel">Stops the looking up.</param>
    public async Task<DreamRequest?> RequestAsync(string container, string name, DreamSettings wanted, CancellationToken cancel)
    {
        if (!DreamStarter.IsPicture(name))
            return null;
        DreamRequest request = new(container, name, "", wanted) { Folder = OwnFolders.Of(container, storage.Uploads.Name) };
        if (PictureName.Problem(name) is { } problem)
            return request with { Refusal = problem };
        try
        {
            BlobProperties upload = await storage.Container(container).GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel);
            return request with { ETag = upload.ETag.ToString() };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            log.UploadGone(name);
            return null;
        }
    }

    private Announcement? Read(string message)
    {
        try
        {
            Announcement? blob = Announcement.Read(message);
            if (blob is null
                || (blob.Host == storage.Uploads.Uri.Host && blob.Account == storage.Uploads.AccountName && blob.Container == storage.Uploads.Name))
                return blob;
            log.StrangeUpload(blob.Account, blob.Container, blob.Name);
        }
        catch (FormatException e)
        {
            log.UnreadableAnnouncement(e.Message);
        }

        return null;
    }
}
