using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>Lets the hub forget what ended long enough ago, at the start and then once an hour.</summary>
internal sealed class HistoryPurger(DurableTaskClient client, Retention retention, TimeProvider clock, ILogger<HistoryPurger> log)
    : Pump(Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Purges once and gives the number of instances that went.</summary>
    public async Task<int> PurgeAsync(CancellationToken cancellation)
    {
        var old = new PurgeInstancesFilter(CreatedTo: Clock.GetUtcNow() - retention.Time, Statuses: Ended);
        return (await client.PurgeAllInstancesAsync(old, cancellation)).PurgedInstanceCount;
    }

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (await PurgeAsync(stopping) is > 0 and var count)
            log.Forgot(count, retention.Time.TotalHours);
        return Interval;
    }
}

/// <summary>How long the hub remembers a dream that has ended.</summary>
/// <param name="Time">Counted from the dream's start.</param>
internal sealed record Retention(TimeSpan Time);
