using DreamFunctions.Pipeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Pumps;

/// <summary>
/// Looks, does what is to do, pauses, and looks again until the host stops. Storage that does not answer costs a look, never the host.
/// </summary>
/// <param name="afterTrouble">The pause after a look that storage did not let end.</param>
/// <param name="clock">The time.</param>
/// <param name="log">The log.</param>
internal abstract class Pump(TimeSpan afterTrouble, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>The time.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>One look.</summary>
    /// <returns>The pause before the next.</returns>
    protected abstract Task<TimeSpan> LookAsync(CancellationToken stopping);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = afterTrouble;
            try
            {
                pause = await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (StorageTrouble.Is(error))
            {
                log.StorageStutters(error.Message);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
