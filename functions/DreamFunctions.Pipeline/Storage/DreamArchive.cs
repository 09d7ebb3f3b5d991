using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The task hub forgets after a while; the JSON beside a dream does not. It names the upload's ETag.
/// </summary>
/// <param name="storage">The containers and queues.</param>
public sealed class DreamArchive(DreamStorage storage)
{
    /// <summary>Whether the dream of a request, or the reason why there is none, lies in the container of dreams.</summary>
    public async Task<bool> KnowsAsync(DreamRequest request, CancellationToken cancel)
    {
        if (request.Refusal is null && await ReportAsync(request, cancel) is { } report && report.UploadETag == request.ETag.Trim('"'))
            return true;
        return await ReasonAsync(request, cancel) is not null;
    }

    /// <summary>Whether the dream that an orchestration made of a request lies there.</summary>
    public async Task<bool> HasAsync(string dreamId, DreamRequest request, CancellationToken cancel) =>
        (await ReportAsync(request, cancel))?.InstanceId == dreamId;

    /// <summary>
    /// Whether a dream that was under way has ended since: its reason lies there, or its report and, written after that, its picture. What is
    /// delivered once more by then comes too late.
    /// </summary>
    public async Task<bool> HasEndedAsync(DreamStart start, CancellationToken cancel)
    {
        if (await ReadAsync<ReasonFile>(start.Request.ReasonName, cancel) is { } reason
            && reason.InstanceId == start.DreamId && reason.When >= start.Started)
            return true;
        return await ReportAsync(start.Request, cancel) is { } report && report.InstanceId == start.DreamId && report.Finished >= start.Started
            && await WrittenAsync(start.Request.Dream, cancel) >= await WrittenAsync($"{start.Request.Dream}.json", cancel);
    }

    /// <summary>Why there is no dream of a request; null where no such reason lies there.</summary>
    public async Task<string?> ReasonAsync(DreamRequest request, CancellationToken cancel) =>
        await ReadAsync<ReasonFile>(request.ReasonName, cancel) is { } file
            && file.InstanceId == DreamStarter.InstanceId(request) ? file.Reason : null;

    private Task<DreamReport?> ReportAsync(DreamRequest request, CancellationToken cancel) => ReadAsync<DreamReport>($"{request.Dream}.json", cancel);

    private async Task<DateTimeOffset?> WrittenAsync(string name, CancellationToken cancel)
    {
        try
        {
            return (await storage.Dreams.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel)).Value.LastModified;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private async Task<T?> ReadAsync<T>(string name, CancellationToken cancel)
        where T : class
    {
        try
        {
            BlobDownloadResult found = await storage.Dreams.GetBlobClient(name).DownloadContentAsync(cancel);
            return JsonSerializer.Deserialize<T>(found.Content, SettingsRules.Json);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            // Of another version, or somebody else's file: it says nothing about this upload.
            return null;
        }
    }
}
