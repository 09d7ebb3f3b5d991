using DurableTask.AzureStorage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DreamFunctions.Local.Hub;

/// <summary>Registers the embedded engine.</summary>
public static class EmbeddedHubServices
{
    /// <summary>Adds the engine with default settings; see <see cref="AddEmbeddedHub(IServiceCollection, EmbeddedHubOptions,
    /// Action{DurableTaskRegistry})"/>.</summary>
    public static IServiceCollection AddEmbeddedHub(
        this IServiceCollection services, string connectionString, string hubName, Action<DurableTaskRegistry> register) =>
        services.AddEmbeddedHub(new EmbeddedHubOptions { ConnectionString = connectionString, HubName = hubName }, register);

    /// <summary>
    /// Adds a hosted service that runs the registered orchestrators and activities, and the <see cref="DurableTaskClient"/> of
    /// the same hub.
    /// </summary>
    public static IServiceCollection AddEmbeddedHub(
        this IServiceCollection services, EmbeddedHubOptions options, Action<DurableTaskRegistry> register)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new AzureStorageOrchestrationService(
            Settings(options, provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton<DurableTaskClient>(provider => new EmbeddedHubClient(
            options.HubName,
            provider.GetRequiredService<AzureStorageOrchestrationService>(),
            provider.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>().CurrentValue.DataConverter));
        return services.AddDurableTaskWorker(builder => builder.AddTasks(register).UseBuildTarget<EmbeddedHub>());
    }

    private static AzureStorageOrchestrationServiceSettings Settings(EmbeddedHubOptions options, ILoggerFactory logs) => new()
    {
        StorageAccountClientProvider = new StorageAccountClientProvider(options.ConnectionString),
        TaskHubName = options.HubName,
        AppName = options.HubName,
        WorkerId = options.WorkerId,

        // One process works a hub: nobody to share partitions with, and no second application to be kept out by a lease.
        PartitionCount = 1,
        UseAppLease = false,

        // An orchestration stays in memory while it goes on: otherwise each of its events would read its whole history anew, which the
        // emulator looks for among all that the hub remembers.
        ExtendedSessionsEnabled = true,
        ExtendedSessionIdleTimeout = TimeSpan.FromSeconds(5),

        MaxQueuePollingInterval = options.Polling,
        MaxConcurrentTaskActivityWorkItems = options.ConcurrentActivities,
        ControlQueueVisibilityTimeout = options.Visibility,
        WorkItemQueueVisibilityTimeout = options.Visibility,

        // Shorter than the visibility, or the lease would be what a restart waits for.
        LeaseInterval = TimeSpan.FromSeconds(15),
        LeaseAcquireInterval = TimeSpan.FromSeconds(5),
        LeaseRenewInterval = TimeSpan.FromSeconds(5),

        ThrowExceptionOnInvalidDedupeStatus = true,
        LoggerFactory = logs,
    };
}
