using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The workers' seconds of each period, in one small blob a period in the container of dreams, <c>spending/2026-11-27</c>. Octaves are
/// counted as they are done, those of dreams that fail later too.
/// </summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="cap">The cap; null: nothing is counted.</param>
/// <param name="clock">The time.</param>
public sealed class SpendingLedger(DreamStorage storage, TimeProvider clock, SpendingCap? cap = null)
{
    private const int MostTries = 50;

    /// <summary>The cap; null where there is none.</summary>
    public SpendingCap? Cap => cap;

    /// <summary>Counts seconds of workers in the present period.</summary>
    public async Task AddAsync(double seconds, CancellationToken cancel = default)
    {
        if (cap is null || !(seconds > 0))
            return;
        BlobClient blob = BlobOf(cap);
        for (int tried = 1; ; tried++)
        {
            (double before, ETag? tag) = await ReadAsync(blob, cancel);
            BlobRequestConditions unchanged = tag is { } known ? new() { IfMatch = known } : new() { IfNoneMatch = ETag.All };
            try
            {
                string sum = (before + seconds).ToString("R", CultureInfo.InvariantCulture);
                await blob.UploadAsync(BinaryData.FromString(sum), new BlobUploadOptions { Conditions = unchanged }, cancel);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && tried < MostTries)
            {
                // Another octave was counted in between: once more with its sum.
            }
        }
    }

    /// <summary>Why new dreams wait: the cap is reached; null where they need not.</summary>
    public async Task<string?> ReasonAsync(CancellationToken cancel = default)
    {
        if (cap is null)
            return null;
        (double seconds, _) = await ReadAsync(BlobOf(cap), cancel);
        double spent = cap.CostOf(seconds);
        return spent < cap.Amount ? null : string.Create(CultureInfo.InvariantCulture,
            $"The spending cap of {cap.Amount} a {(cap.Monthly ? "month" : "day")} is reached ({spent:0.##} for {seconds:0} seconds of workers); "
            + $"it waits until {cap.NextAfter(clock.GetUtcNow()):yyyy-MM-dd} 00:00 UTC. Raise {SpendingCap.Setting} to go on now.");
    }

    private BlobClient BlobOf(SpendingCap limit) => storage.Dreams.GetBlobClient($"{OwnFolders.Spending}{limit.PeriodOf(clock.GetUtcNow())}");

    private static async Task<(double Seconds, ETag? Tag)> ReadAsync(BlobClient blob, CancellationToken cancel)
    {
        try
        {
            BlobDownloadResult found = await blob.DownloadContentAsync(cancel);
            return (double.Parse(found.Content.ToString(), CultureInfo.InvariantCulture), found.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (0, null);
        }
    }
}
