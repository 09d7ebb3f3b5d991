using Microsoft.Extensions.Hosting;

namespace DreamFunctions.TileWorker;

/// <summary>Touches a file while the worker is well; a container's probe looks at its age.</summary>
internal sealed class HealthFile(FileInfo file) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await File.WriteAllTextAsync(file.FullName, "well\n", CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        file.Delete();
    }
}
