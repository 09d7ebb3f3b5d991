using DreamFunctions.Pipeline;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.App;

/// <summary>Makes the containers and queues that are not there yet before the first trigger: workers and listeners only wait for them.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class StorageAtStart(DreamStorage storage) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => storage.CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
