using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>Looks now and then for places in the line that nobody gave back: here what a timer trigger is in a function app.</summary>
internal sealed class LineWatcher(DreamLine line, DurableTaskClient client, TimeProvider clock, ILogger<LineWatcher> log)
    : Pump(Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        await line.LookAgainAsync(client, stopping);
        return Interval;
    }
}
