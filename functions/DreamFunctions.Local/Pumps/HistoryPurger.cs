using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>Lets the hub forget what ended long enough ago, and what is too much to remember, at the start and then every few minutes.</summary>
internal sealed class HistoryPurger(DurableTaskClient client, HistoryRetention retention, TimeProvider clock, ILogger<HistoryPurger> log)
    : Pump(Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Purges once and gives the number of instances that went.</summary>
    public async Task<int> PurgeAsync(CancellationToken cancellation)
    {
        var before = Clock.GetUtcNow() - retention.Time;
        if (await FirstTooManyAsync(cancellation) is { } beyond && beyond > before)
            before = beyond;
        var old = new PurgeInstancesFilter(CreatedTo: before, Statuses: Ended);
        return (await client.PurgeAllInstancesAsync(old, cancellation)).PurgedInstanceCount;
    }

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (await PurgeAsync(stopping) is > 0 and var count)
            log.Forgot(count);
        return Interval;
    }

    // When the latest began of the ended dreams that are too many. Octaves began after their dream: some go with a later look.
    private async Task<DateTimeOffset?> FirstTooManyAsync(CancellationToken cancellation)
    {
        List<DateTimeOffset> began = [];
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: Ended)).WithCancellation(cancellation))
        {
            if (instance.Name == nameof(DreamOrchestrator))
                began.Add(instance.CreatedAt);
        }

        return began.Count > retention.Most ? began.OrderDescending().ElementAt(retention.Most) : null;
    }
}

/// <summary>How many dreams that have ended the hub remembers, and how long.</summary>
/// <param name="Time">Counted from the dream's start.</param>
/// <param name="Most">The most: the emulator keeps them in memory, and is slower the more they are.</param>
internal sealed record HistoryRetention(TimeSpan Time, int Most = HistoryRetention.UsualMost)
{
    /// <summary>The most that are remembered unless somebody wants more.</summary>
    public const int UsualMost = 1000;
}
