using System.Diagnostics;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The line of dreams that wait until there is room, so that a drop of thousands starts no thousands of fan-outs. It is kept as
/// empty blobs in the work container: <c>line/waiting/{time}-{dream}</c> for who waits, <c>line/in-flight/{dream}</c> for who is
/// under way. Whoever lets a dream in notes it as under way, tells it, and only then takes it out of the line; each step may be done
/// twice. A process looks and lets in once at a time. Two processes that look at once let in the same ones, as the line is read
/// before what is under way, unless a place further ahead is put in between: then a few more than allowed are under way for a while.
/// </summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="limit">How many may be under way.</param>
/// <param name="ledger">Knows whether the spending cap is reached: nobody new is let in then.</param>
public sealed class DreamLine(DreamStorage storage, DreamsInFlight limit, SpendingLedger ledger)
{
    /// <summary>The event that lets a dream begin.</summary>
    public const string AdmittedEvent = "admitted";

    private const string Waiting = "line/waiting/";
    private const string InFlight = "line/in-flight/";
    private const string TimeForm = "yyyyMMddHHmmssfff";

    // Places are put out of order where many come at once: two looks would each find others at the head.
    private static readonly SemaphoreSlim Look = new(1);

    /// <summary>Puts a dream into the line, unless it is under way already; true where it may begin at once.</summary>
    public async Task<bool> EnterAsync(DurableTaskClient client, Turn turn, CancellationToken cancel = default)
    {
        if (await storage.Work.Container.GetBlobClient(InFlight + turn.DreamId).ExistsAsync(cancel))
            return true;
        await PutAsync(PlaceOf(turn), cancel);
        return await AdmitAsync(client, turn.DreamId, cancel);
    }

    /// <summary>Takes a dream out, wherever it is, and lets in whoever is next.</summary>
    public async Task LeaveAsync(DurableTaskClient client, Turn turn, CancellationToken cancel = default)
    {
        await RemoveAsync(PlaceOf(turn), cancel);
        await RemoveAsync(InFlight + turn.DreamId, cancel);
        await AdmitAsync(client, null, cancel);
    }

    /// <summary>
    /// Makes room for those that ended without leaving (somebody terminated or purged them), and lets in whoever is next.
    /// </summary>
    public async Task LookAgainAsync(DurableTaskClient client, CancellationToken cancel = default)
    {
        int living = 0;
        foreach (string dream in await FirstAsync(InFlight, int.MaxValue, cancel))
        {
            if (await LivesAsync(client, dream, cancel))
                living++;
            else
                await RemoveAsync(InFlight + dream, cancel);
        }

        if (DreamMetrics.WatchesLine)
            DreamMetrics.InLine(living, await WaitingAsync(cancel));

        await AdmitAsync(client, null, cancel);
    }

    /// <summary>How many dreams wait.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancel = default) => (await FirstAsync(Waiting, int.MaxValue, cancel)).Count;

    private async Task<bool> AdmitAsync(DurableTaskClient client, string? self, CancellationToken cancel)
    {
        await Look.WaitAsync(cancel);
        try
        {
            return await LetInAsync(client, self, cancel);
        }
        finally
        {
            Look.Release();
        }
    }

    private async Task<bool> LetInAsync(DurableTaskClient client, string? self, CancellationToken cancel)
    {
        IReadOnlyList<string> waiting = await FirstAsync(Waiting, limit.Most, cancel);
        if (waiting.Count == 0)
            return false;
        HashSet<string> flying = [.. await FirstAsync(InFlight, int.MaxValue, cancel)];
        int room = await ledger.ReasonAsync(cancel) is null ? limit.Most : 0;
        bool admitted = false;
        foreach (string place in waiting)
        {
            string dream = place[(TimeForm.Length + 1)..];
            // One who is in both was let in by somebody who did not live to say so.
            if (!flying.Contains(dream) && flying.Count >= room)
                continue;
            if (dream != self && !await LivesAsync(client, dream, cancel))
            {
                await RemoveAsync(InFlight + dream, cancel);
                await RemoveAsync(Waiting + place, cancel);
                continue;
            }

            await PutAsync(InFlight + dream, cancel);
            flying.Add(dream);
            if (dream == self)
                admitted = true;
            else
                await client.RaiseEventAsync(dream, AdmittedEvent, true, cancel);
            await RemoveAsync(Waiting + place, cancel);
        }

        return admitted;
    }

    private static string PlaceOf(Turn turn) => $"{Waiting}{turn.Since.ToString(TimeForm, System.Globalization.CultureInfo.InvariantCulture)}-{turn.DreamId}";

    private static async Task<bool> LivesAsync(DurableTaskClient client, string dream, CancellationToken cancel) =>
        await client.GetInstanceAsync(dream, cancel) is { IsCompleted: false };

    private async Task<IReadOnlyList<string>> FirstAsync(string folder, int most, CancellationToken cancel)
    {
        List<string> names = [];
        AsyncPageable<BlobItem> blobs = storage.Work.Container.GetBlobsAsync(new GetBlobsOptions { Prefix = folder }, cancel);
        await foreach (Page<BlobItem> page in blobs.AsPages(pageSizeHint: Math.Min(most, 5000)))
        {
            names.AddRange(page.Values.Select(blob => blob.Name[folder.Length..]));
            if (names.Count >= most)
                break;
        }

        return names;
    }

    private async Task PutAsync(string name, CancellationToken cancel) =>
        await storage.Work.Container.GetBlobClient(name).UploadAsync(BinaryData.Empty, overwrite: true, cancel);

    private async Task RemoveAsync(string name, CancellationToken cancel) =>
        await storage.Work.Container.DeleteBlobIfExistsAsync(name, cancellationToken: cancel);
}

/// <summary>A dream's place in the line.</summary>
/// <param name="DreamId">Its instance id.</param>
/// <param name="Since">When it began to wait, UTC.</param>
public sealed record Turn(string DreamId, DateTime Since) : IOfDream
{
    /// <summary>Whether it leaves, having ended, and not enters.</summary>
    public bool Leaves { get; init; }

    /// <summary>The dream's, see <see cref="DreamRequest.TraceParent"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    void IOfDream.Describe(Activity span) => span.SetTag(SpanTags.Dream, DreamId);
}
