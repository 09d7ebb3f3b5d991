using DreamFunctions.Local.Hub;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Tests.Hub;

/// <summary>A host with the embedded hub and the toy tasks. Tests share one where they can: a start costs a second.</summary>
internal sealed class ToyHub : IAsyncDisposable
{
    private readonly IHost host;
    private int stopped;

    private ToyHub(IHost host) => this.host = host;

    public DurableTaskClient Client => host.Services.GetRequiredService<DurableTaskClient>();

    public static string NewName() => $"toy{Guid.NewGuid():N}"[..20];

    public static async Task<ToyHub> StartAsync(string connection, string name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddScoped<Scope>();
        builder.Services.AddEmbeddedHub(
            new EmbeddedHubOptions
            {
                ConnectionString = connection,
                HubName = name,
                WorkerId = "toy",
                Polling = TimeSpan.FromMilliseconds(100),
            },
            registry =>
            {
                registry.AddOrchestrator<GatherAnswers>();
                registry.AddOrchestrator<GatherBelow>();
                registry.AddOrchestrator<TellFailure>();
                registry.AddOrchestrator<LetFail>();
                registry.AddOrchestrator<CountScopes>();
                registry.AddOrchestrator<CallNobody>();
                registry.AddActivity<Note>();
                registry.AddActivity<Fail>();
                registry.AddActivity<ScopeNumber>();
            });
        var host = builder.Build();
        await host.StartAsync();
        return new ToyHub(host);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
            return;
        await host.StopAsync();
        host.Dispose();
    }
}
