using DreamFunctions.Local.Emulator;
using Xunit;

[assembly: AssemblyFixture(typeof(DreamFunctions.TileWorker.Tests.Azurite))]

namespace DreamFunctions.TileWorker.Tests;

/// <summary>One Azurite for all tests of this project; every test has queues and containers of its own in it.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("dream-worker-tests-").FullName;
    private AzuriteProcess? process;

    public string ConnectionString => process!.ConnectionString;

    public async ValueTask InitializeAsync() => process = await AzuriteProcess.StartAsync(await AzuriteInstallation.LocateAsync(), folder);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
