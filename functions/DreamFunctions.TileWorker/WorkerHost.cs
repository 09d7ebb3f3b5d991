using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DreamFunctions.Exporting;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>How a worker runs.</summary>
/// <param name="Provider">Where the net runs.</param>
/// <param name="Threads">Threads for the net; 0: one a core.</param>
/// <param name="Models">Folders with nets and cards.</param>
/// <param name="ParentPid">Stop when this process is gone; null: never.</param>
/// <param name="HealthFile">A file touched while the worker is well; null: none.</param>
/// <param name="Memory">The most memory to take, such as 1.5GB; null: three quarters of what there is.</param>
/// <param name="Recomputes">Whether lower layers are computed a second time in place of being kept.</param>
/// <param name="Half">Whether gradients' products run in float16.</param>
/// <param name="AtOnce">How many tickets are worked on at once, each with its own net and its share of the memory.</param>
public sealed record WorkerOptions(
    Provider Provider, int Threads, IReadOnlyList<string> Models, int? ParentPid, FileInfo? HealthFile, string? Memory = null,
    bool Recomputes = false, bool Half = false, int AtOnce = 1);

/// <summary>Puts the worker together and runs it until it is asked to stop.</summary>
public static class WorkerHost
{
    /// <summary>Runs the worker; 0 after a clean stop, 1 where it could not start (the reason is on stderr).</summary>
    public static async Task<int> RunAsync(WorkerOptions options, CancellationToken cancel)
    {
        try
        {
            using IHost host = Build(options);
            host.Services.GetRequiredService<ILogger<TicketLoop>>().Up(
                options.Provider.ToString(), options.Threads, host.Services.GetRequiredService<DreamStorage>().Names.Tickets);
            await host.RunAsync(cancel);
            return 0;
        }
        catch (Exception e) when (e is WorkerSetupException or ProviderUnavailableException or NetCardException or SettingsException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static IHost Build(WorkerOptions options)
    {
        if (options.Half && options.Provider != Provider.Cuda)
            throw new WorkerSetupException("--half (or DREAM_HALF) is for --provider cuda: processors have no units for it. Leave it off, or name cuda.");
        InferenceOptions inference = new(options.Provider, options.Threads) { Recomputes = options.Recomputes, HalfPrecision = options.Half };
        DreamNet.Require(inference.Provider);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        // Requests to storage are not news.
        builder.Logging.AddFilter("Azure", LogLevel.Warning);
        builder.Services.AddTelemetryAndInsights("dream-worker", Environment.GetEnvironmentVariable);
        builder.Services.AddSingleton(TimeProvider.System);
        TilePace pace = TilePace.From(Environment.GetEnvironmentVariable(TilePace.Setting));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = pace.Grace);
        builder.Services.AddSingleton(pace);
        builder.Services.AddSingleton(Storage(DreamStorageNames.From(Environment.GetEnvironmentVariable)));
        builder.Services.AddSingleton(NetCatalogue.Load([.. options.Models]));
        builder.Services.AddSingleton(NetStore.Default(options.Models));
        builder.Services.AddSingleton(new WorkerMemory(Memory(options.Memory, options.AtOnce)));
        for (int loop = 0; loop < options.AtOnce; loop++)
            AddLoop(builder.Services, loop, inference);
        if (options.ParentPid is { } pid)
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ParentWatch>(services, pid));
        if (options.HealthFile is { } file)
            builder.Services.AddHostedService(_ => new HealthFile(file));
        return builder.Build();
    }

    private static void AddLoop(IServiceCollection services, int number, InferenceOptions inference)
    {
        services.AddKeyedSingleton(number, (provider, _) => new LoadedNet(
            provider.GetRequiredService<NetCatalogue>(),
            provider.GetRequiredService<NetStore>(),
            inference,
            notice => provider.GetRequiredService<ILogger<LoadedNet>>().Notice(notice)));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<TicketLoop>(
            provider, ActivatorUtilities.CreateInstance<TileDreamer>(provider, provider.GetRequiredKeyedService<LoadedNet>(number))));
    }

    private static MemoryBound Memory(string? given, int shares)
    {
        try
        {
            MemoryBound all = given is { Length: > 0 } ? MemoryBound.Parse(given) : MemoryBound.OfThisMachine();
            return new(all.Bytes / shares);
        }
        catch (FormatException e)
        {
            throw new WorkerSetupException($"--memory (or DREAM_WORKER_MEMORY): {e.Message}");
        }
    }

    private static DreamStorage Storage(DreamStorageNames names)
    {
        if (Environment.GetEnvironmentVariable("DREAM_STORAGE") is { Length: > 0 } connection)
            return DreamStorage.Connect(connection, names);
        if (Environment.GetEnvironmentVariable("DREAM_STORAGE_ACCOUNT") is not { Length: > 0 } account)
            throw new WorkerSetupException(
                "The worker knows no storage: set DREAM_STORAGE to a connection string, or DREAM_STORAGE_ACCOUNT to an account's name (managed identity).");
        DefaultAzureCredential identity = new();
        return new(
            new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), identity),
            new QueueServiceClient(new Uri($"https://{account}.queue.core.windows.net"), identity, DreamStorage.QueueOptions()),
            names);
    }
}

/// <summary>The worker was started with something missing; the message says what.</summary>
public sealed class WorkerSetupException(string message) : Exception(message);
