using DreamFunctions.Local.Emulator;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Faults;

/// <summary>What faults happen to: the storage emulator, the proxy before it, and the pipeline behind the proxy.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly AzuriteInstallation installation;
    private readonly string folder;
    private AzuriteProcess? azurite;

    private Ground(AzuriteInstallation installation, string folder, AzuriteProcess azurite, FaultProxy proxy, int pace, string[] settings)
    {
        (this.installation, this.folder, this.azurite, Proxy) = (installation, folder, azurite, proxy);
        Storage = DreamStorage.Connect(azurite.ConnectionString);
        Disk = new(folder);
        Coordinator = new(folder, proxy.Ports.ConnectionString, pace, settings);
    }

    /// <summary>The storage itself, without a proxy: what a round drops and looks at is not disturbed.</summary>
    public DreamStorage Storage { get; }

    public FaultProxy Proxy { get; }

    public Coordinator Coordinator { get; }

    /// <summary>The disk of the storage's data and of the coordinator's state.</summary>
    public Disk Disk { get; }

    /// <summary>The folder of the storage's data.</summary>
    public string StorageFolder => Path.Combine(folder, "azurite");

    public static async Task<Ground> StartAsync(string folder, int seed, int pace, params string[] settings)
    {
        AzuriteInstallation installation = await AzuriteInstallation.LocateAsync(notice: Console.Error.WriteLine);
        AzuriteProcess azurite = await AzuriteProcess.StartAsync(installation, Path.Combine(folder, "azurite"));
        FaultProxy proxy = await FaultProxy.StartAsync(azurite.Ports, seed);
        await DreamStorage.Connect(azurite.ConnectionString).CreateAsync();
        return new(installation, folder, azurite, proxy, pace, settings);
    }

    /// <summary>Stops the storage, as a host that is restarted does: what it acknowledged is on its disk.</summary>
    public async Task StopStorageAsync()
    {
        if (azurite is { } running)
            await running.DisposeAsync();
        azurite = null;
    }

    /// <summary>Starts it where it was.</summary>
    public async Task StartStorageAsync() =>
        azurite ??= await AzuriteProcess.StartAsync(installation, StorageFolder);

    public async ValueTask DisposeAsync()
    {
        await Coordinator.DisposeAsync();
        await Proxy.DisposeAsync();
        await StopStorageAsync();
    }
}
