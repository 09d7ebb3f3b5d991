using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>
/// Looks for pictures in the container of uploads and starts their dreams: here what a blob trigger is in a function app. An
/// upload counts once, by name and ETag, whatever the settings: after a restart with others only new uploads are dreamed. Where many
/// dreams wait already, further uploads wait where they lie.
/// </summary>
internal sealed class UploadWatcher(
    DreamStorage storage,
    DreamStarter starter,
    DreamArchive archive,
    DreamLine line,
    DurableTaskClient client,
    Watching watching,
    TimeProvider clock,
    ILogger<UploadWatcher> log)
    : Pump(Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly HashSet<(string Name, string ETag)> seen = [];
    private bool knowsWhatRuns;

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (!knowsWhatRuns)
            await RecallWhatRunsAsync(stopping);
        knowsWhatRuns = true;
        var began = Clock.GetTimestamp();
        int? room = null;
        await foreach (var blob in storage.Uploads.GetBlobsAsync(cancellationToken: stopping))
        {
            if (!DreamStarter.IsPicture(blob.Name) || seen.Contains(KeyOf(blob.Name, $"{blob.Properties.ETag}")))
                continue;
            room ??= await RoomAsync(stopping);
            if (room <= 0)
                break;
            if (await StartAsync(blob.Name, $"{blob.Properties.ETag}", stopping))
                room--;
        }

        // A container of a hundred thousand takes seconds to list: it is not done all the time.
        return TimeSpan.FromTicks(Math.Max(Interval.Ticks, Clock.GetElapsedTime(began).Ticks));
    }

    // Those that the hub has not begun yet are not in the line yet.
    private async Task<int> RoomAsync(CancellationToken cancellation)
    {
        var waiting = await line.WaitingAsync(cancellation);
        var notBegun = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Pending]);
        await foreach (var _ in client.GetAllInstancesAsync(notBegun).WithCancellation(cancellation))
            waiting++;
        return watching.MostWaiting - waiting;
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

    // Whether a dream was asked for.
    private async Task<bool> StartAsync(string name, string listed, CancellationToken cancellation)
    {
        if (PictureName.Problem(name) is { } problem)
            return await StartAsync(new DreamRequest(storage.Uploads.Name, name, "", watching.Settings) { Refusal = problem }, listed, cancellation);

        BlobProperties upload;
        try
        {
            upload = await storage.Uploads.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }

        var request = new DreamRequest(storage.Uploads.Name, name, upload.ETag.ToString(), watching.Settings) { Gather = true };
        return await StartAsync(request, request.ETag, cancellation);
    }

    private async Task<bool> StartAsync(DreamRequest request, string eTag, CancellationToken cancellation)
    {
        var known = await archive.KnowsAsync(request, cancellation);
        if (!known)
            await starter.StartAsync(client, request, cancellation);
        seen.Add(KeyOf(request.Name, eTag));
        return !known;
    }
}

/// <summary>How uploads are dreamed as they come.</summary>
/// <param name="Settings">What the dreams are to look like, complete.</param>
/// <param name="MostWaiting">While so many dreams wait for their turn no more are started: the emulator holds the task hub in memory.</param>
internal sealed record Watching(DreamSettings Settings, int MostWaiting = 1000);
