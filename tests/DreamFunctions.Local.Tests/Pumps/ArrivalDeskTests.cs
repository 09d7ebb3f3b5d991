using System.Text.Json;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.Local.Tests.Pumps;

/// <summary>Uploads by all ways in, on the durable engine; nobody takes tickets.</summary>
public sealed class ArrivalDeskTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_is_one_dream_by_whichever_way_it_comes_and_a_changed_one_another()
    {
        await using var pipeline = await StartAsync();
        var desk = DeskOf(pipeline);
        await pipeline.Storage.Uploads.UploadBlobAsync("a b.png", Pictures.Png(20, 15), Stop);
        var first = await desk.UploadedAsync(pipeline.Client, "a b.png", Stop);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.AnnouncedAsync(pipeline.Client, Message(pipeline, "a b.png"), Stop)));
        await desk.AnnouncedAsync(pipeline.Client, Message(pipeline, "a b.png").Replace("uploads", "elsewhere", StringComparison.Ordinal), Stop);
        await desk.AnnouncedAsync(pipeline.Client, "garbage", Stop);
        await desk.AnnouncedAsync(pipeline.Client, Message(pipeline, "gone.png"), Stop);
        Assert.Equal([first!], await DreamsAsync(pipeline));

        await pipeline.Storage.Uploads.GetBlobClient("a b.png").UploadAsync(Pictures.Png(21, 15), overwrite: true, Stop);
        await desk.AnnouncedAsync(pipeline.Client, Message(pipeline, "a b.png"), Stop);
        Assert.Equal(2, (await DreamsAsync(pipeline)).Length);
    }

    [Fact]
    public async Task A_poison_arrival_ends_in_a_reason_file_and_a_failed_dream()
    {
        await using var pipeline = await StartAsync();
        await pipeline.Storage.Uploads.UploadBlobAsync("a.png", Pictures.Png(20, 15), Stop);
        await DeskOf(pipeline).AnnouncementFailedAsync(pipeline.Client, Message(pipeline, "a.png"), Stop);
        var ended = await pipeline.Client.WaitForInstanceCompletionAsync(Assert.Single(await DreamsAsync(pipeline)), true, Stop);
        Assert.Contains("could not be started", ended.ReadOutputAs<DreamOutcome>()!.Reason);
        Assert.True(await pipeline.Storage.Dreams.GetBlobClient("a.png.error.json").ExistsAsync(Stop));
    }

    private Task<PipelineWithoutWorkers> StartAsync() =>
        PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), watch: null);

    private static ArrivalDesk DeskOf(PipelineWithoutWorkers pipeline) => new(
        pipeline.Storage, pipeline.Get<DreamStarter>(), new DreamSettings { Octaves = 1 }, NullLogger<ArrivalDesk>.Instance);

    private static string Message(PipelineWithoutWorkers pipeline, string name) => JsonSerializer.Serialize(new
    {
        specversion = "1.0",
        source = "/test",
        type = "Microsoft.Storage.BlobCreated",
        id = "1",
        data = new { url = pipeline.Storage.Uploads.GetBlobClient(name).Uri.AbsoluteUri },
    });

    private static async Task<string[]> DreamsAsync(PipelineWithoutWorkers pipeline) =>
        [.. (await pipeline.InstancesAsync()).Where(id => !id.Contains("-octave-")).Order()];
}
