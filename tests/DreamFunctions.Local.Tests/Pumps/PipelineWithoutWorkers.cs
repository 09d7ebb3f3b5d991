using Azure.Storage.Blobs.Models;
using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local.Tests.Pumps;

/// <summary>The local pipeline with containers, queues and hub of its own, and nobody who takes tickets.</summary>
internal sealed class PipelineWithoutWorkers : IAsyncDisposable
{
    private readonly IHost host;

    private PipelineWithoutWorkers(IHost host) => this.host = host;

    public DreamStorage Storage => host.Services.GetRequiredService<DreamStorage>();

    public DurableTaskClient Client => host.Services.GetRequiredService<DurableTaskClient>();

    public T Get<T>()
        where T : notnull =>
        host.Services.GetServices<IHostedService>().OfType<T>().SingleOrDefault() ?? host.Services.GetRequiredService<T>();

    public static async Task<PipelineWithoutWorkers> StartAsync(
        string connection,
        string name,
        DreamSettings? watch,
        FanOutLimits? fanOut = null,
        int? inFlight = null,
        SpendingCap? spending = null,
        bool announces = true,
        int mostWaiting = 1000,
        bool goesOn = false)
    {
        var hub = new EmbeddedHubOptions
        {
            ConnectionString = connection,
            HubName = name,
            WorkerId = "test",
            Polling = TimeSpan.FromMilliseconds(100),
        };
        var host = await LocalPipeline.CreateAsync(
            new LocalPipelineOptions
            {
                // Only where another one goes on it matters what was in hand; the engine takes seconds to see that nothing is.
                Hub = goesOn ? hub : hub with { StopPatience = TimeSpan.Zero },
                Workers = new TileWorkerOptions { Count = 0, ConnectionString = connection },
                Nets = NetCatalogue.BuiltIn(),
                Names = NamesOf(name),
                Watch = watch is null ? null : new(watch, mostWaiting),
                FanOut = fanOut ?? new(),
                InFlight = inFlight is { } most ? new(most) : DreamsInFlight.Usual,
                Spending = spending,
                Announces = announces,
            },
            TestContext.Current.CancellationToken);
        await host.StartAsync();
        return new PipelineWithoutWorkers(host);
    }

    public static DreamStorageNames NamesOf(string name) => new()
    {
        Uploads = $"{name}-uploads",
        Dreams = $"{name}-dreams",
        Work = $"{name}-work",
        Tickets = $"{name}-tickets",
        Results = $"{name}-results",
        Arrivals = $"{name}-arrivals",
        Events = $"{name}-events",
    };

    public async Task<IReadOnlyList<string>> InstancesAsync()
    {
        var ids = new List<string>();
        await foreach (var instance in Client.GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        return ids;
    }

    /// <summary>The work blobs in a folder, by their names within it.</summary>
    public async Task<IReadOnlyList<string>> WorkAsync(string folder = "")
    {
        var names = new List<string>();
        await foreach (var blob in Storage.Work.Container.GetBlobsAsync(new GetBlobsOptions { Prefix = folder }, TestContext.Current.CancellationToken))
            names.Add(blob.Name[folder.Length..]);
        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
