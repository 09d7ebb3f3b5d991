using DreamFunctions.Local.Emulator;

[assembly: AssemblyFixture(typeof(DreamFunctions.Local.Tests.LocalStorage))]

namespace DreamFunctions.Local.Tests;

/// <summary>One Azurite for all tests of this project; every test uses names of its own in it.</summary>
public sealed class LocalStorage : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("dream-tests-").FullName;
    private AzuriteProcess? azurite;

    public string ConnectionString => azurite!.ConnectionString;

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(await AzuriteInstallation.LocateAsync(), folder);

    public async ValueTask DisposeAsync()
    {
        if (azurite is not null)
            await azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
