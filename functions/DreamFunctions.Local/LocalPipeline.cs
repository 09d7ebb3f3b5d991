using DreamFunctions.Exporting;
using DreamFunctions.Local.Api;
using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Pumps;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local;

/// <summary>What a local pipeline is made of.</summary>
internal sealed record LocalPipelineOptions
{
    /// <summary>The hub: storage account, name, identity.</summary>
    public required EmbeddedHubOptions Hub { get; init; }

    /// <summary>The tile workers.</summary>
    public required TileWorkerOptions Workers { get; init; }

    /// <summary>The nets.</summary>
    public required NetCatalogue Nets { get; init; }

    /// <summary>Containers and queues.</summary>
    public DreamStorageNames Names { get; init; } = new();

    /// <summary>How uploads are dreamed; null: the container of uploads is not watched.</summary>
    public Watching? Watch { get; init; }

    /// <summary>Where the API listens; null: nowhere. Needs <see cref="Watch"/>, the settings of what is asked for without any.</summary>
    public ApiOptions? Api { get; init; }

    /// <summary>How much may be asked of the API.</summary>
    public ApiLimits ApiLimits { get; init; } = new();

    /// <summary>How tickets are sent and answers waited for.</summary>
    public FanOutLimits FanOut { get; init; } = new();

    /// <summary>How many dreams are under way at once.</summary>
    public DreamsInFlight InFlight { get; init; } = DreamsInFlight.Usual;

    /// <summary>What the workers' time may cost; null: whatever it costs.</summary>
    public SpendingCap? Spending { get; init; }

    /// <summary>
    /// Whether what happens to dreams is put into the queue of events. Not unless somebody takes it from there: the emulator's every look
    /// into any queue takes as long as all queues have messages.
    /// </summary>
    public bool Announces { get; init; }

    /// <summary>How long and how much the hub remembers.</summary>
    public HistoryRetention Retention { get; init; } = new(TimeSpan.FromDays(1));

    /// <summary>The least that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Warning;
}

/// <summary>The whole pipeline in this process and its tile workers, as a host to start and stop.</summary>
internal static class LocalPipeline
{
    // The engine lets what it is doing finish; what it cannot is resumed by the next start.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    /// <summary>Makes the containers and queues and puts the host together.</summary>
    public static async Task<IHost> CreateAsync(LocalPipelineOptions options, CancellationToken cancellation)
    {
        var storage = DreamStorage.Connect(options.Hub.ConnectionString, options.Names);
        await storage.CreateAsync(cancellation);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(options.Level);
        builder.Logging.AddFilter("DurableTask", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddSimpleConsole(line => line.SingleLine = true);
        // Exporters look their own variables up there.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddTelemetry("dream", Environment.GetEnvironmentVariable);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);

        // Signals have one owner, the command line's cancellation.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(new EventOutlet(null, options.Announces));
        builder.Services.AddDreamPipeline(
            storage, options.Nets, PictureLimits.From(Environment.GetEnvironmentVariable), options.FanOut, options.InFlight,
            options.ApiLimits);
        builder.Services.AddEmbeddedHub(options.Hub, registry => registry.AddDreamTasks());
        builder.Services.AddHostedService<ResultPump>().AddHostedService<LineWatcher>();
        builder.Services.AddSingleton(options.Workers with { Names = options.Names }).AddSingleton<TileWorkerProcesses>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TileWorkerProcesses>());
        builder.Services.AddSingleton(options.Retention).AddHostedService<HistoryPurger>().AddHostedService<WorkSweeper>();
        if (options.Watch is { } watch)
        {
            // As the starter completes them: ids are made from these.
            var settings = SettingsRules.Check(watch.Settings, options.Nets);
            builder.Services.AddSingleton(settings).AddSingleton(watch with { Settings = settings }).AddHostedService<UploadWatcher>();
        }

        if (options.Spending is { } cap)
            builder.Services.AddSingleton(cap);
        if (options.Api is { } api)
        {
            builder.Services.AddSingleton(api).AddSingleton<ApiServer>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ApiServer>());
        }

        return builder.Build();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
