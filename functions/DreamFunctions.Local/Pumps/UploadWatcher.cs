using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>
/// Looks for pictures in the container of uploads and starts their dreams: here what a blob trigger is in a function app. An
/// upload counts once, by name and ETag, whatever the settings: after a restart with others only new uploads are dreamed.
/// </summary>
internal sealed class UploadWatcher(
    DreamStorage storage,
    DreamStarter starter,
    DreamArchive archive,
    DurableTaskClient client,
    NetCatalogue nets,
    DreamSettings wanted,
    TimeProvider clock,
    ILogger<UploadWatcher> log)
    : Pump(Interval, clock, log)
{
    // As the starter completes them: ids are made from these.
    private readonly DreamSettings settings = SettingsRules.Check(wanted, nets);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly HashSet<(string Name, string ETag)> seen = [];
    private bool knowsWhatRuns;

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (!knowsWhatRuns)
            await RecallWhatRunsAsync(stopping);
        knowsWhatRuns = true;
        await foreach (var blob in storage.Uploads.GetBlobsAsync(cancellationToken: stopping))
        {
            if (DreamStarter.IsPicture(blob.Name) && !seen.Contains(KeyOf(blob.Name, $"{blob.Properties.ETag}")))
                await StartAsync(blob.Name, $"{blob.Properties.ETag}", stopping);
        }

        return Interval;
    }

    // An ETag comes with quotes from some calls and without from others.
    private static (string Name, string ETag) KeyOf(string name, string eTag) => (name, eTag.Trim('"'));

    private async Task RecallWhatRunsAsync(CancellationToken cancellation)
    {
        var unfinished = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
            FetchInputsAndOutputs: true);
        await foreach (var instance in client.GetAllInstancesAsync(unfinished).WithCancellation(cancellation))
        {
            if (instance.Name == nameof(DreamOrchestrator) && instance.ReadInputAs<DreamRequest>() is { } request
                && request.Container == storage.Uploads.Name)
                seen.Add(KeyOf(request.Name, request.ETag));
        }
    }

    private async Task StartAsync(string name, string listed, CancellationToken cancellation)
    {
        if (PictureName.Problem(name) is { } problem)
        {
            await StartAsync(new DreamRequest(storage.Uploads.Name, name, "", settings) { Refusal = problem }, listed, cancellation);
            return;
        }

        BlobProperties upload;
        try
        {
            upload = await storage.Uploads.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return;
        }

        var request = new DreamRequest(storage.Uploads.Name, name, upload.ETag.ToString(), settings) { Gather = true };
        await StartAsync(request, request.ETag, cancellation);
    }

    private async Task StartAsync(DreamRequest request, string eTag, CancellationToken cancellation)
    {
        if (!await archive.KnowsAsync(request, cancellation))
            await starter.StartAsync(client, request, cancellation);
        seen.Add(KeyOf(request.Name, eTag));
    }
}
