using DreamFunctions.Local.Pumps;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Tests.Pumps;

public sealed class UploadWatcherTests(LocalStorage storage)
{
    private static readonly BinaryData NoPicture = BinaryData.FromString("this is no picture");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bad_upload_gets_a_reason_once_and_not_again_after_the_hub_forgot_it()
    {
        var name = ToyHub.NewName();
        await using (var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, name, new DreamSettings(), goesOn: true))
        {
            await UploadAsync(pipeline, "bad.png");
            await UploadAsync(pipeline, "notes.json");
            await ReasonAsync(pipeline, "bad.png");
            var id = Assert.Single(await pipeline.InstancesAsync());
            await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
            await pipeline.Client.PurgeInstanceAsync(id, Stop);
        }

        await using var again = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, name, new DreamSettings());
        await UploadAsync(again, "worse.png");
        await ReasonAsync(again, "worse.png");

        // Both uploads have been looked at by now, in the order of their names.
        var instance = Assert.Single(await again.InstancesAsync());
        Assert.Equal(
            "worse.png",
            (await again.Client.GetInstanceAsync(instance, true, Stop))!.ReadInputAs<DreamRequest>()!.Name);
    }

    [Fact]
    public async Task A_dream_under_way_is_not_started_again_with_other_settings()
    {
        var name = ToyHub.NewName();
        string id;
        await using (var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, name, new DreamSettings(), goesOn: true))
        {
            await UploadAsync(pipeline, "good.png", Pictures.Png(40, 30));
            await Answers.UntilAsync(async () => (await pipeline.InstancesAsync()).Any(found => found.EndsWith("-octave-0")));
            id = (await pipeline.InstancesAsync()).Single(found => !found.Contains("-octave-"));
        }

        await using var again = await PipelineWithoutWorkers.StartAsync(
            storage.ConnectionString, name, new DreamSettings { Seed = 7 });
        await UploadAsync(again, "later.png");
        await ReasonAsync(again, "later.png");

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await again.Client.GetInstanceAsync(id, Stop))!.RuntimeStatus);
        Assert.Equal(2, (await again.InstancesAsync()).Count(found => !found.Contains("-octave-")));
    }

    [Fact]
    public async Task Where_enough_dreams_wait_further_uploads_wait_where_they_lie_until_there_is_room()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(
            storage.ConnectionString, ToyHub.NewName(), new DreamSettings(), inFlight: 1, mostWaiting: 2);
        foreach (var number in Enumerable.Range(0, 20))
            await UploadAsync(pipeline, $"{number}.png", Pictures.Png(40, 30));
        var line = pipeline.Get<DreamLine>();
        await Answers.UntilAsync(async () => await line.WaitingAsync(Stop) >= 2);
        // Looks that come in the meantime would have started them all.
        await Task.Delay(TimeSpan.FromSeconds(4), Stop);
        var begun = await DreamsAsync(pipeline);
        Assert.InRange(begun.Count, 3, 10);

        foreach (var dream in begun)
            await DreamControl.CancelAsync(pipeline.Client, dream, Stop);
        await Answers.UntilAsync(async () => (await DreamsAsync(pipeline)).Count > begun.Count);
    }

    [Fact]
    public async Task The_purger_takes_what_ended_long_enough_ago_and_leaves_what_runs()
    {
        var name = ToyHub.NewName();
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, name, new DreamSettings());
        await UploadAsync(pipeline, "good.png", Pictures.Png(40, 30));
        await UploadAsync(pipeline, "bad.png");
        await ReasonAsync(pipeline, "bad.png");
        await Answers.UntilAsync(async () => (await pipeline.InstancesAsync()).Count == 3);
        foreach (var id in await pipeline.InstancesAsync())
        {
            if ((await pipeline.Client.GetInstanceAsync(id, true, Stop))!.ReadInputAs<DreamRequest>()?.Name == "bad.png")
                await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
        }

        Assert.Equal(0, await pipeline.Get<HistoryPurger>().PurgeAsync(Stop));
        Assert.Equal(1, await PurgerOf(pipeline, new(TimeSpan.FromMinutes(-1))).PurgeAsync(Stop));
        Assert.Equal(2, (await pipeline.InstancesAsync()).Count);
    }

    [Fact]
    public async Task The_purger_leaves_the_latest_of_those_that_ended()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), new DreamSettings());
        foreach (var name in new[] { "first.png", "second.png", "third.png" })
        {
            await UploadAsync(pipeline, name);
            await ReasonAsync(pipeline, name);
        }

        foreach (var id in await pipeline.InstancesAsync())
            await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
        Assert.Equal(0, await PurgerOf(pipeline, new(TimeSpan.FromDays(1), Most: 3)).PurgeAsync(Stop));
        Assert.Equal(2, await PurgerOf(pipeline, new(TimeSpan.FromDays(1), Most: 1)).PurgeAsync(Stop));
        var left = Assert.Single(await pipeline.InstancesAsync());
        Assert.Equal("third.png", (await pipeline.Client.GetInstanceAsync(left, true, Stop))!.ReadInputAs<DreamRequest>()!.Name);
    }

    private static async Task<IReadOnlyList<string>> DreamsAsync(PipelineWithoutWorkers pipeline) =>
        [.. (await pipeline.InstancesAsync()).Where(id => DreamOrchestrator.DreamIdOf(id) is null)];

    private static HistoryPurger PurgerOf(PipelineWithoutWorkers pipeline, HistoryRetention retention) => new(
        pipeline.Client, retention, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<HistoryPurger>.Instance);

    private static async Task UploadAsync(PipelineWithoutWorkers pipeline, string name, BinaryData? content = null) =>
        await pipeline.Storage.Uploads.UploadBlobAsync(name, content ?? NoPicture, Stop);

    private static Task ReasonAsync(PipelineWithoutWorkers pipeline, string name) => Answers.UntilAsync(
        async () => await pipeline.Storage.Dreams.GetBlobClient(PictureName.ReasonOf(name)).ExistsAsync(Stop));
}
