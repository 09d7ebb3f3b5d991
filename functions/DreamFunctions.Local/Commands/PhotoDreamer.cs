using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Local.Progress;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Commands;

/// <summary>Takes a photo through the pipeline: uploads it, starts its dream, watches it, saves it.</summary>
internal sealed class PhotoDreamer(
    DreamStorage storage, DreamStarter starter, DurableTaskClient client, DreamSettings settings, IRunProgress progress)
{
    private const string Checksum = "sha256";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Dreams one photo to its end. A photo that cannot be dreamed is a result, not an exception.</summary>
    public async Task<PhotoResult> DreamAsync(Photo photo, CancellationToken cancellation)
    {
        try
        {
            var request = new DreamRequest(
                storage.Uploads.Name, photo.Blob, photo.File is { } file ? await UploadAsync(file, photo.Blob, cancellation) : "", settings);
            await ForgetRefusalAsync(request, cancellation);
            var id = await starter.StartAsync(client, request, cancellation);
            var previews = new PreviewFiles(storage, photo, settings.Previews, progress);
            var reason = await WatchAsync(photo, id, previews, cancellation);
            var result = reason is null ? await SaveAsync(photo, cancellation) : Refused(photo, reason);
            previews.End();
            return result;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refused(photo, error.Message);
        }
    }

    private PhotoResult Refused(Photo photo, string reason)
    {
        progress.Refused(photo.Name, reason);
        return new PhotoResult(photo.Source, null, null, reason);
    }

    /// <summary>Uploads it unless it lies there already: the same ETag lets an interrupted dream go on.</summary>
    private async Task<string> UploadAsync(FileInfo file, string name, CancellationToken cancellation)
    {
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellation);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var blob = storage.Uploads.GetBlobClient(name);
        try
        {
            BlobProperties there = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            if (there.Metadata.TryGetValue(Checksum, out var known) && known == checksum)
                return there.ETag.ToString();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // The usual case.
        }

        var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { [Checksum] = checksum } };
        BlobContentInfo uploaded = await blob.UploadAsync(new BinaryData(bytes), options, cancellation);
        return uploaded.ETag.ToString();
    }

    /// <summary>What ended without a dream in an earlier run on the same state is tried again.</summary>
    private async Task ForgetRefusalAsync(DreamRequest request, CancellationToken cancellation)
    {
        var id = DreamStarter.InstanceId(request);
        var before = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation);
        if (before is { IsCompleted: true } && ReasonOf(before) is not null)
            await client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true), cancellation);
    }

    /// <summary>Shows how far it is until it ends. Null where there is a dream, else why there is none.</summary>
    private async Task<string?> WatchAsync(Photo photo, string id, PreviewFiles previews, CancellationToken cancellation)
    {
        var octave = 0;
        while (true)
        {
            var dream = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation)
                ?? throw new CommandException($"The dream of '{photo.Name}' was removed from the task hub.");

            // An octave's last status is that it is done, so going through them in turn misses none.
            while (await ShowAsync(photo, id, octave, cancellation))
                octave++;
            await previews.ShowAsync(dream.SerializedCustomStatus is null ? null : dream.ReadCustomStatusAs<DreamProgress>(), cancellation);
            if (dream.IsCompleted)
                return ReasonOf(dream);
            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>Shows an octave's state; true where it is done.</summary>
    private async Task<bool> ShowAsync(Photo photo, string id, int octave, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(
            DreamOrchestrator.OctaveId(id, octave), getInputsAndOutputs: true, cancellation);
        if (instance?.SerializedCustomStatus is null || instance.ReadCustomStatusAs<OctaveProgress>() is not { } status)
            return false;
        progress.Octave(photo.Name, status);
        return instance.IsCompleted;
    }

    private static string? ReasonOf(OrchestrationMetadata dream) =>
        dream.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? dream.ReadOutputAs<DreamOutcome>() is { Dream: null } outcome ? outcome.Reason ?? "it was not dreamed" : null
            : dream.FailureDetails?.ErrorMessage ?? $"its dream ended as {dream.RuntimeStatus}";

    private async Task<PhotoResult> SaveAsync(Photo photo, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(photo.Output)!);
        var report = $"{photo.Output}.json";
        await DownloadAsync($"{photo.Blob}.json", report, cancellation);
        await DownloadAsync(photo.Blob, photo.Output, cancellation);
        progress.Written(photo.Name, photo.Output);
        return new PhotoResult(photo.Source, photo.Output, report, null);
    }

    // Beside the target first: a reader never sees half a file, and an interruption leaves the old one.
    private async Task DownloadAsync(string blob, string path, CancellationToken cancellation)
    {
        var making = $"{path}.{Environment.ProcessId}.part";
        try
        {
            await storage.Dreams.GetBlobClient(blob).DownloadToAsync(making, cancellation);
            File.Move(making, path, overwrite: true);
        }
        finally
        {
            File.Delete(making);
        }
    }
}
