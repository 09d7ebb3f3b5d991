using DreamFunctions.Local.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local;

/// <summary>What ends a pipeline from within. A part that fails takes the others with it: half a pipeline would look alive and do nothing.</summary>
internal static class PipelineFailure
{
    /// <summary>Ends when the pipeline cannot go on, with a sentence that says why.</summary>
    /// <param name="services">Those of the pipeline's host.</param>
    /// <param name="storageGone">Ends when the storage does; null where it is not ours.</param>
    /// <param name="advice">What to do then, as the rest of a sentence.</param>
    public static Task<string> WhenAsync(IServiceProvider services, Task? storageGone, string advice) => WhenAsync(
        services.GetRequiredService<TileWorkerProcesses>().CannotRun,
        storageGone,
        advice,
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    internal static async Task<string> WhenAsync(Task<string> workersCannotRun, Task? storageGone, string advice, CancellationToken hostStops)
    {
        var partFailed = Task.Delay(Timeout.Infinite, hostStops);
        var first = await Task.WhenAny(workersCannotRun, storageGone ?? partFailed, partFailed);
        return first == workersCannotRun ? $"No tile worker can run: {await workersCannotRun}"
            : first == partFailed ? $"A part of the pipeline failed; {advice}"
            : $"Azurite ended by itself; {advice}";
    }
}
