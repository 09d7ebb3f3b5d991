using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>
/// Removes the work of dreams that have ended which was written after they were swept: by an intake that was delivered once more, or by a worker
/// that held a tile of theirs. In Azure the storage's own rule does it (<c>remove-forgotten-work</c> in infra/app/storage.bicep).
/// </summary>
internal sealed class WorkSweeper(DreamStorage storage, DurableTaskClient client, TimeProvider clock, ILogger<WorkSweeper> log)
    : Pump(Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // A batch that is asked for again dreams under the same ids: what has just begun is not taken for what was left before.
    private static readonly TimeSpan Ended = TimeSpan.FromHours(1);

    // Dreams that this hub does not know may be another hub's, on the same containers. As long as in Azure.
    private static readonly TimeSpan Unknown = TimeSpan.FromDays(3);

    /// <summary>Sweeps once and gives the number of dreams whose work went.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var swept = 0;
        foreach (var (dreamId, written) in await storage.Work.NewestByDreamAsync(cancellation))
        {
            var untouched = Clock.GetUtcNow() - written;
            if (untouched < Ended)
                continue;
            var dream = await client.GetInstanceAsync(dreamId, cancellation);
            if (dream is null ? untouched < Unknown : !dream.IsCompleted)
                continue;
            await storage.Work.RemoveAsync(dreamId, cancellation);
            swept++;
        }

        return swept;
    }

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (await SweepAsync(stopping) is > 0 and var count)
            log.SweptForgottenWork(count);
        return Interval;
    }
}
