using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>What to dream: the body of a start.</summary>
public sealed record StartBody
{
    /// <summary>The picture's blob name; or its address, which must be in this app's own storage account.</summary>
    public required string Blob { get; init; }

    /// <summary>Its container, if not that of the uploads.</summary>
    public string? Container { get; init; }

    /// <summary>What it is to look like; what is not given has its default. Null: as every upload.</summary>
    public DreamSettings? Settings { get; init; }
}

/// <summary>What of a full container is to be dreamed: the body of a backfill.</summary>
public sealed record BackfillBody
{
    /// <summary>Only names that begin so.</summary>
    public string? Prefix { get; init; }

    /// <summary>Looks at so many blobs at most, 1 to 5000.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>Where the last page ended.</summary>
    public string? After { get; init; }

    /// <summary>What the dreams are to look like; null: as every upload.</summary>
    public DreamSettings? Settings { get; init; }
}

/// <summary>What a backfill did.</summary>
/// <param name="Started">Dreams asked for; those that run already are among them.</param>
/// <param name="Known">Pictures whose dream or reason lies there.</param>
/// <param name="PassedOver">Blobs that are no pictures.</param>
/// <param name="Next">What to give as <c>after</c>; null where all was looked at.</param>
public sealed record BackfillResult(int Started, int Known, int PassedOver, string? Next);

/// <summary>How many instances of the task hub (dreams and their octaves) were paused or resumed.</summary>
/// <param name="Paused">Whether everything is paused now.</param>
/// <param name="Instances">How many changed.</param>
public sealed record PauseResult(bool Paused, int Instances);

/// <summary>Everything that the API does with dreams, over the client of whichever task hub.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="desk">Looks uploads up.</param>
/// <param name="starter">Starts dreams.</param>
/// <param name="pause">Pauses everything.</param>
/// <param name="archive">Knows dreams that the task hub forgot.</param>
/// <param name="batches">Keeps batches.</param>
/// <param name="ledger">Knows whether dreams wait for the spending cap.</param>
/// <param name="usual">What uploads are dreamed with.</param>
public sealed class DreamControl(
    DreamStorage storage,
    ArrivalDesk desk,
    DreamStarter starter,
    PauseSwitch pause,
    DreamArchive archive,
    BatchDesk batches,
    SpendingLedger ledger,
    DreamSettings usual)
{
    /// <summary>Starts the dream of a blob, as part of the caller's trace if there is one.</summary>
    public async Task<DreamStatus> StartAsync(DurableTaskClient client, StartBody body, CancellationToken cancel, string? traceParent = null)
    {
        (string container, string name) = Locate(body);
        DreamRequest request = await RequestAsync(container, name, body.Settings, cancel)
            ?? throw ApiException.Missing($"There is no picture '{name}' in the container '{container}'. Upload it first.");
        string id = await starter.StartAsync(client, request with { TraceParent = traceParent }, cancel);
        return await StatusAsync(client, id, cancel);
    }

    /// <summary>How far a dream is.</summary>
    public static async Task<DreamStatus> StatusAsync(DurableTaskClient client, string id, CancellationToken cancel)
    {
        DreamStatus status = DreamStatus.Of(await FindAsync(client, id, cancel));
        if (status is not { State: DreamState.Running or DreamState.Paused, Octave: { } octave })
            return status;
        OrchestrationMetadata? child = await client.GetInstanceAsync(DreamOrchestrator.OctaveId(id, octave - 1), getInputsAndOutputs: true, cancel);
        return child?.SerializedCustomStatus is null || child.ReadCustomStatusAs<OctaveProgress>() is not { } progress
            ? status
            : status with { TilesDone = status.TilesDone + progress.Done };
    }

    /// <summary>The same; where it waits for the spending cap, with that reason.</summary>
    public async Task<DreamStatus> ExplainedAsync(DurableTaskClient client, string id, CancellationToken cancel)
    {
        DreamStatus status = await StatusAsync(client, id, cancel);
        return status.State == DreamState.Queued ? status with { Reason = await ledger.ReasonAsync(cancel) } : status;
    }

    /// <summary>A page of dreams, those of one state if given.</summary>
    public static async Task<DreamPage> ListAsync(DurableTaskClient client, DreamState? state, int limit, string? after, CancellationToken cancel)
    {
        OrchestrationQuery query = new(
            InstanceIdPrefix: DreamStarter.IdPrefix, Statuses: StatusesOf(state), PageSize: limit, ContinuationToken: after, FetchInputsAndOutputs: true);
        List<DreamStatus> dreams = [];
        string? next = after;
        IAsyncEnumerable<Microsoft.DurableTask.Page<OrchestrationMetadata>> pages = client.GetAllInstancesAsync(query).AsPages(after, limit);
        await foreach (Microsoft.DurableTask.Page<OrchestrationMetadata> page in pages.WithCancellation(cancel))
        {
            dreams.AddRange(page.Values.Where(instance => instance.Name == nameof(DreamOrchestrator)).Select(DreamStatus.Of));
            dreams.RemoveAll(dream => state is not null && dream.State != state);
            next = page.ContinuationToken;
            if (dreams.Count > 0)
                break;
        }

        return new(dreams, string.IsNullOrEmpty(next) || next == after ? null : next);
    }

    /// <summary>Cancels a dream, in mid-octave too: no work blobs are left.</summary>
    public static async Task<DreamStatus> CancelAsync(DurableTaskClient client, string id, CancellationToken cancel)
    {
        OrchestrationMetadata dream = await FindAsync(client, id, cancel);
        if (dream.IsCompleted)
            throw ApiException.Conflict($"The dream has ended already: {DreamStatus.Of(dream).State}.".ToLowerInvariant());
        if (dream.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
        {
            // A suspended instance hears nothing.
            await client.ResumeInstanceAsync(id, null, cancel);
            if (DreamStatus.Of(dream).Octave is { } octave)
                await client.ResumeInstanceAsync(DreamOrchestrator.OctaveId(id, octave - 1), null, cancel);
        }

        await client.RaiseEventAsync(id, DreamOrchestrator.CancelEvent, "cancelled", cancel);
        return await StatusAsync(client, id, cancel);
    }

    /// <summary>Starts the dreams of what lies in the container of uploads and has none yet, a page at a time.</summary>
    public async Task<BackfillResult> BackfillAsync(DurableTaskClient client, BackfillBody body, CancellationToken cancel)
    {
        if (body.Limit is < 1 or > 5000)
            throw ApiException.Bad($"limit is {body.Limit}; allowed: 1 to 5000.");
        int started = 0, known = 0, passedOver = 0;
        GetBlobsOptions options = new() { Prefix = body.Prefix };
        await foreach (Azure.Page<BlobItem> page in storage.Uploads.GetBlobsAsync(options, cancel).AsPages(body.After, body.Limit))
        {
            foreach (BlobItem blob in page.Values)
            {
                if (await RequestAsync(storage.Uploads.Name, blob.Name, body.Settings, cancel) is not { } request)
                {
                    passedOver++;
                }
                else if (await archive.KnowsAsync(request, cancel))
                {
                    known++;
                }
                else
                {
                    await starter.StartAsync(client, request, cancel);
                    started++;
                }
            }

            return new(started, known, passedOver, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }

        return new(started, known, passedOver, null);
    }

    /// <summary>Starts a batch.</summary>
    public async Task<BatchStatus> StartBatchAsync(DurableTaskClient client, BatchBody body, CancellationToken cancel)
    {
        if (body.Prefix is null == body.Blobs is null)
            throw ApiException.Bad("Give either prefix, the folder of the batch's pictures, or blobs, their names.");
        List<string> names = [.. body.Blobs ?? []];
        string container = Locate(new() { Blob = body.Prefix is { Length: > 0 } prefix ? prefix : "all", Container = body.Container }).Container;
        if (body.Blobs is null)
        {
            await foreach (BlobItem blob in storage.Container(container).GetBlobsAsync(new GetBlobsOptions { Prefix = body.Prefix }, cancel))
            {
                if (DreamStarter.IsPicture(blob.Name))
                    names.Add(blob.Name);
            }
        }

        string[] pictures = [.. names.Distinct()];
        DreamRequest[] found = new DreamRequest[pictures.Length];
        await Parallel.ForAsync(0, pictures.Length, WorkBlobs.Parallelism(cancel), async (i, stop) =>
            found[i] = await RequestAsync(container, pictures[i], body.Settings, stop)
                ?? throw ApiException.Missing($"There is no picture '{pictures[i]}' in the container '{container}'. Upload it first."));
        return await batches.StartAsync(client, found, cancel);
    }

    /// <summary>How far a batch is.</summary>
    public Task<BatchStatus> BatchAsync(DurableTaskClient client, string id, CancellationToken cancel) => batches.StatusAsync(client, id, cancel);

    /// <summary>Dreams once more what of a batch has failed.</summary>
    public Task<BatchStatus> RerunBatchAsync(DurableTaskClient client, string id, CancellationToken cancel) => batches.RerunAsync(client, id, cancel);

    /// <summary>Pauses everything.</summary>
    public async Task<PauseResult> PauseAsync(DurableTaskClient client, CancellationToken cancel) => new(true, await pause.PauseAsync(client, cancel));

    /// <summary>Resumes everything.</summary>
    public async Task<PauseResult> ResumeAsync(DurableTaskClient client, CancellationToken cancel) => new(false, await pause.ResumeAsync(client, cancel));

    // Without settings of the request's own it is an upload like every other, and what lies beside it counts.
    private async Task<DreamRequest?> RequestAsync(string container, string name, DreamSettings? asked, CancellationToken cancel) =>
        await desk.RequestAsync(container, name, asked ?? usual, cancel) is { } request ? request with { Gather = asked is null } : null;

    private static async Task<OrchestrationMetadata> FindAsync(DurableTaskClient client, string id, CancellationToken cancel)
    {
        OrchestrationMetadata? dream = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancel);
        return dream?.Name == nameof(DreamOrchestrator)
            ? dream
            : throw ApiException.Missing($"There is no dream '{id}', or it ended so long ago that it is forgotten; the JSON beside the dream stays.");
    }

    private static OrchestrationRuntimeStatus[]? StatusesOf(DreamState? state) => state switch
    {
        null => null,
        DreamState.Queued => [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
        DreamState.Running => [OrchestrationRuntimeStatus.Running],
        DreamState.Paused => [OrchestrationRuntimeStatus.Suspended],
        DreamState.Completed => [OrchestrationRuntimeStatus.Completed],
        DreamState.Failed => [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed],
        _ => [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated],
    };

    private (string Container, string Name) Locate(StartBody body)
    {
        (string container, string name) = (body.Container ?? storage.Uploads.Name, body.Blob);
        if (Uri.TryCreate(body.Blob, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            BlobUriBuilder blob = new(address!);
            string account = storage.Uploads.AccountName;
            if (address!.Authority != storage.Uploads.Uri.Authority || blob.AccountName != account)
                throw ApiException.Bad($"'{address.GetLeftPart(UriPartial.Path)}' is not in this app's storage account '{account}'. Copy it there.");
            (container, name) = (blob.BlobContainerName, blob.BlobName);
        }

        if (name.Length is 0 or > 1024)
            throw ApiException.Bad("blob is empty or too long; give the name of a picture in the container of uploads.");
        if (container == storage.Names.Dreams || container == storage.Names.Work)
            throw ApiException.Bad($"'{container}' is where dreams are made; give a blob of another container.");
        return DreamStorageNames.Allows(container)
            ? (container, name)
            : throw ApiException.Bad($"'{container}' cannot be the name of a container.");
    }
}
