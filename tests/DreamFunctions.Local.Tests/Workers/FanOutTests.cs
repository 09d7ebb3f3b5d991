using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local.Tests.Workers;

public sealed class FanOutTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_tile_of_an_octave_is_an_event_in_its_history()
    {
        var name = ToyHub.NewName();
        using var host = await LocalPipeline.CreateAsync(
            new LocalPipelineOptions
            {
                Hub = new EmbeddedHubOptions
                {
                    ConnectionString = storage.ConnectionString,
                    HubName = name,
                    WorkerId = name,
                    StopPatience = TimeSpan.Zero,
                },
                Workers = new TileWorkerOptions
                {
                    Count = 2,
                    ConnectionString = storage.ConnectionString,
                    Program = Programs.TileWorker,
                },
                Nets = NetCatalogue.BuiltIn(),
                Names = PipelineWithoutWorkers.NamesOf(name),
                Watch = new(new DreamSettings { Octaves = 1, Iterations = 1, Jitter = 4, Tile = 32, Feather = 4, Layer = "block2" }),
            },
            Stop);
        await host.StartAsync(Stop);
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        var dreams = host.Services.GetRequiredService<DreamStorage>();
        await dreams.Uploads.UploadBlobAsync("wave.png", Pictures.Png(96, 70), Stop);
        await Answers.UntilAsync(async () => await dreams.Dreams.GetBlobClient("wave.png").ExistsAsync(Stop));

        var report = (await dreams.Dreams.GetBlobClient("wave.png.json").DownloadContentAsync(Stop)).Value.Content
            .ToObjectFromJson<DreamReport>(SettingsRules.Json)!;
        Assert.Equal(9, report.TilesPlanned);
        var history = await client.GetOrchestrationHistoryAsync(DreamOrchestrator.OctaveId(report.InstanceId, 0), Stop);
        var events = history.OfType<EventRaisedEvent>().Select(raised => raised.Name).ToHashSet();
        Assert.All(Enumerable.Range(0, 9), tile => Assert.Contains($"tile-{tile}-0", events));
        await host.StopAsync(Stop);
    }
}
