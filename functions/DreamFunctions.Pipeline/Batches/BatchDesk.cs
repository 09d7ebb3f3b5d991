using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Nets;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Batches: many pictures with shared settings, started together, looked at together. The line of dreams keeps them from running
/// all at once, so a batch is no more than the list of what was asked; starting it again starts what has not begun.
/// </summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="nets">The catalogue.</param>
/// <param name="starter">Starts dreams.</param>
/// <param name="archive">Knows dreams that the task hub forgot.</param>
public sealed class BatchDesk(DreamStorage storage, NetCatalogue nets, DreamStarter starter, DreamArchive archive)
{
    /// <summary>The most pictures of a batch: each is asked for by a request of its own within one call.</summary>
    public const int MostPictures = 10_000;

    private const string IdPrefix = "batch-";
    private const int Lanes = 16;

    /// <summary>Writes a batch down, then starts its dreams; the same batch again starts only what has not begun.</summary>
    /// <exception cref="ApiException">There is no picture in it, or too many.</exception>
    public async Task<BatchStatus> StartAsync(
        DurableTaskClient client, IReadOnlyList<DreamRequest> asked, CancellationToken cancel = default)
    {
        if (asked.Count is 0 or > MostPictures)
            throw ApiException.Bad($"The batch has {asked.Count} pictures; allowed: 1 to {MostPictures}. Give a prefix or blobs that name some.");
        DreamRequest[] dreams = [.. asked.Select(request => request with { Settings = SettingsRules.Check(request.Settings, nets) })];
        string[] ids = [.. dreams.Select(DreamStarter.InstanceId).Order(StringComparer.Ordinal)];
        string id = IdPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ids))))[..32];
        Batch batch = new(id, dreams);
        await storage.Dreams.GetBlobClient(NameOf(id)).UploadAsync(
            BinaryData.FromObjectAsJson(batch, SettingsRules.Json), overwrite: true, cancel);
        await Parallel.ForEachAsync(dreams, Parallelism(cancel), async (request, stop) =>
        {
            if (!await archive.KnowsAsync(request, stop))
                await starter.StartAsync(client, request, stop);
        });
        return await StatusAsync(client, batch, cancel);
    }

    /// <summary>How far a batch is.</summary>
    /// <exception cref="ApiException">There is none of this id.</exception>
    public async Task<BatchStatus> StatusAsync(DurableTaskClient client, string id, CancellationToken cancel = default) =>
        await StatusAsync(client, await ReadAsync(id, cancel), cancel);

    /// <summary>Dreams once more what has failed or was cancelled, and starts what never began; the rest stays as it is.</summary>
    /// <exception cref="ApiException">There is none of this id.</exception>
    public async Task<BatchStatus> RerunAsync(DurableTaskClient client, string id, CancellationToken cancel = default)
    {
        Batch batch = await ReadAsync(id, cancel);
        await Parallel.ForEachAsync(batch.Dreams, Parallelism(cancel), async (request, stop) =>
        {
            (DreamState state, _) = await StateOfAsync(client, request, stop);
            if (state is DreamState.Completed or DreamState.Running or DreamState.Paused)
                return;
            string dream = DreamStarter.InstanceId(request);
            if (state is DreamState.Failed or DreamState.Cancelled)
            {
                await client.PurgeInstanceAsync(dream, new PurgeInstanceOptions(Recursive: true), stop);
                await storage.Dreams.DeleteBlobIfExistsAsync(request.ReasonName, cancellationToken: stop);
            }

            await starter.StartAsync(client, request, stop);
        });
        return await StatusAsync(client, batch, cancel);
    }

    private static string NameOf(string id) => $"{OwnFolders.Batches}{id}.json";

    private static ParallelOptions Parallelism(CancellationToken cancel) => new() { MaxDegreeOfParallelism = Lanes, CancellationToken = cancel };

    private async Task<BatchStatus> StatusAsync(DurableTaskClient client, Batch batch, CancellationToken cancel)
    {
        ConcurrentDictionary<string, (DreamState State, string? Reason)> states = [];
        await Parallel.ForEachAsync(batch.Dreams, Parallelism(cancel), async (request, stop) =>
            states[DreamStarter.InstanceId(request)] = await StateOfAsync(client, request, stop));
        BatchFailure[] failures =
        [
            .. from request in batch.Dreams
               let id = DreamStarter.InstanceId(request)
               where states[id].State is DreamState.Failed or DreamState.Cancelled
               select new BatchFailure(id, request.Name, states[id].Reason ?? "It was cancelled."),
        ];
        return new(
            batch.Id,
            batch.Dreams.Count,
            states.Values.Count(dream => dream.State == DreamState.Queued),
            states.Values.Count(dream => dream.State is DreamState.Running or DreamState.Paused),
            states.Values.Count(dream => dream.State == DreamState.Completed),
            failures.Length,
            failures);
    }

    private async Task<(DreamState State, string? Reason)> StateOfAsync(DurableTaskClient client, DreamRequest request, CancellationToken cancel)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(DreamStarter.InstanceId(request), getInputsAndOutputs: true, cancel);
        if (instance is not null)
        {
            DreamStatus status = DreamStatus.Of(instance);
            return (status.State, status.Reason);
        }

        if (!await archive.KnowsAsync(request, cancel))
            return (DreamState.Queued, null);
        return await archive.ReasonAsync(request, cancel) is { } reason ? (DreamState.Failed, reason) : (DreamState.Completed, null);
    }

    private async Task<Batch> ReadAsync(string id, CancellationToken cancel)
    {
        // An id is not a path: nothing else in the container is read as a batch.
        if (!id.StartsWith(IdPrefix, StringComparison.Ordinal) || !id[IdPrefix.Length..].All(char.IsAsciiHexDigitLower))
            throw Missing(id);
        try
        {
            BlobDownloadResult found = await storage.Dreams.GetBlobClient(NameOf(id)).DownloadContentAsync(cancel);
            return JsonSerializer.Deserialize<Batch>(found.Content, SettingsRules.Json)!;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw Missing(id);
        }
    }

    private static ApiException Missing(string id) => ApiException.Missing($"There is no batch '{id}'; its start told its id.");
}
