using DurableTask.AzureStorage;
using DurableTask.Core;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DreamFunctions.Local.Hub;

/// <summary>
/// The durable engine inside this process: takes orchestrations and activities from a hub in a storage account and runs the
/// registered classes, the same ones that a function app runs.
/// </summary>
internal sealed class EmbeddedHub : DurableTaskWorker
{
    private readonly AzureStorageOrchestrationService service;
    private readonly TaskHubWorker worker;
    private readonly TimeSpan stopPatience;

    public EmbeddedHub(
        string name,
        IDurableTaskFactory factory,
        AzureStorageOrchestrationService service,
        EmbeddedHubOptions hub,
        IOptionsMonitor<DurableTaskWorkerOptions> options,
        IServiceProvider services,
        ILoggerFactory logs)
        : base(name, factory)
    {
        this.service = service;
        stopPatience = hub.StopPatience;
        var shims = new DurableTaskShimFactory(options.Get(name), logs);
        worker = new TaskHubWorker(
            PromptService.Of(service), new OrchestrationShims(factory, shims, services), new ActivityShims(factory, shims, services), logs)
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
    }

    /// <summary>Begins work here, not in the background: a hub that cannot start stops the host with its reason.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await service.CreateIfNotExistsAsync();
        await worker.StartAsync();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What is not done by then is taken up by the next start.
        await Task.WhenAny(worker.StopAsync(isForced: false), Task.Delay(stopPatience, cancellationToken));
    }

    public override void Dispose()
    {
        worker.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
