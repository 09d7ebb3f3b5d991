using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;

namespace DreamFunctions.Faults;

/// <summary>What lies in the storage at a round's end.</summary>
/// <param name="Dreamed">Uploads with a dream of what lies there now.</param>
/// <param name="Refused">Uploads with a reason.</param>
/// <param name="Lost">Uploads with neither.</param>
/// <param name="Doubled">Uploads with both, or with the dream of what lay there before.</param>
/// <param name="Leaked">Work blobs, tickets and answers that are left.</param>
/// <param name="Planned">Tickets that the dreams planned.</param>
/// <param name="Sent">Tickets that they sent: more where one was in flight at a fault.</param>
internal sealed record Verdict(int Dreamed, int Refused, int Lost, int Doubled, int Leaked, int Planned, int Sent)
{
    public IReadOnlyList<Planned> Faults { get; init; } = [];

    public double Seconds { get; init; }

    public int CoordinatorEnds { get; init; }

    public int DisturbedCalls { get; init; }

    /// <summary>Nothing is missing, and nothing under way.</summary>
    public bool Settled => Lost == 0 && Doubled == 0 && Leaked == 0 && Sent >= Planned;

    /// <inheritdoc/>
    public override string ToString()
    {
        string happened = string.Join(", ", Faults.Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault.Fault} {fault.At.TotalSeconds:0.0}")));
        return $"{(Settled ? "ok  " : "FAIL")} {Seconds,4:0} s  {Dreamed} dreamed, {Refused} refused, {Lost} lost, {Doubled} doubled, {Leaked} left; "
            + $"tickets {Sent} of {Planned}; calls disturbed {DisturbedCalls}, coordinator ended {CoordinatorEnds}; {happened}";
    }

    public static async Task<Verdict> LookAsync(Ground ground, IEnumerable<string> names, CancellationToken cancel)
    {
        DreamStorage storage = ground.Storage;
        Verdict verdict = new(0, 0, 0, 0, 0, 0, 0);
        foreach (string name in names)
        {
            string? tag = await TagAsync(storage, name, cancel);
            if (tag is null)
                continue;
            DreamReport? report = await ReportAsync(storage, name, cancel);
            bool dreamed = report?.UploadETag == tag && await IsPictureAsync(storage, name, cancel);
            bool refused = await storage.Dreams.GetBlobClient(PictureName.ReasonOf(name)).ExistsAsync(cancel);
            verdict = verdict with
            {
                Dreamed = verdict.Dreamed + (dreamed ? 1 : 0),
                Refused = verdict.Refused + (refused ? 1 : 0),
                Lost = verdict.Lost + (report is null && !refused ? 1 : 0),
                Doubled = verdict.Doubled + ((report is not null && refused) || (report is not null && !dreamed) ? 1 : 0),
                Planned = verdict.Planned + (dreamed ? report!.TilesPlanned : 0),
                Sent = verdict.Sent + (dreamed ? report!.TicketsSent : 0),
            };
        }

        return verdict with { Leaked = await LeftAsync(storage, cancel) };
    }

    private static async Task<string?> TagAsync(DreamStorage storage, string name, CancellationToken cancel)
    {
        try
        {
            BlobProperties properties = await storage.Uploads.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel);
            return properties.ETag.ToString().Trim('"');
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private static async Task<DreamReport?> ReportAsync(DreamStorage storage, string name, CancellationToken cancel)
    {
        try
        {
            BlobDownloadResult json = await storage.Dreams.GetBlobClient($"{name}.json").DownloadContentAsync(cancel);
            return JsonSerializer.Deserialize<DreamReport>(json.Content, SettingsRules.Json);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static async Task<bool> IsPictureAsync(DreamStorage storage, string name, CancellationToken cancel)
    {
        try
        {
            BlobDownloadResult bytes = await storage.Dreams.GetBlobClient(name).DownloadContentAsync(cancel);
            using Image dream = Image.Load(bytes.Content.ToArray());
            return true;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return false;
        }
    }

    private static async Task<int> LeftAsync(DreamStorage storage, CancellationToken cancel)
    {
        int left = 0;
        await foreach (BlobItem _ in storage.Work.Container.GetBlobsAsync(cancellationToken: cancel))
            left++;
        // The invisible ones are counted too.
        QueueProperties tickets = await storage.Tickets.GetPropertiesAsync(cancel), results = await storage.Results.GetPropertiesAsync(cancel);
        return left + tickets.ApproximateMessagesCount + results.ApproximateMessagesCount;
    }
}
