using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Tests.Hub;

/// <summary>One toy hub for a class of tests.</summary>
public sealed class SharedToyHub(LocalStorage storage) : IAsyncLifetime
{
    private ToyHub? hub;

    public DurableTaskClient Client => hub!.Client;

    public async ValueTask InitializeAsync() => hub = await ToyHub.StartAsync(storage.ConnectionString, ToyHub.NewName());

    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await hub.DisposeAsync();
    }
}
