using DreamFunctions.Local.Pumps;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.Local.Tests.Pumps;

public sealed class WorkSweeperTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_after_a_dreams_end_goes_an_hour_later_what_nobody_knows_after_three_days_and_what_is_dreamed_stays()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), new DreamSettings());
        await pipeline.Storage.Uploads.UploadBlobAsync("bad.png", BinaryData.FromString("this is no picture"), Stop);
        await Answers.UntilAsync(async () => (await pipeline.InstancesAsync()).Count == 1);
        var ended = Assert.Single(await pipeline.InstancesAsync());
        await pipeline.Client.WaitForInstanceCompletionAsync(ended, Stop);
        await pipeline.Storage.Uploads.UploadBlobAsync("good.png", Pictures.Png(40, 30), Stop);
        await Answers.UntilAsync(async () => (await pipeline.InstancesAsync()).Any(found => found.EndsWith("-octave-0")));
        var running = (await pipeline.InstancesAsync()).Single(found => found != ended && !found.Contains("-octave-"));
        var kept = (await pipeline.WorkAsync()).ToHashSet();
        Assert.Contains(kept, name => name.StartsWith($"{running}/base/"));

        const string strange = "dream-strange/detail/0/1-2";
        foreach (var late in new[] { $"{ended}/intake/0", $"{ended}/base/0/0", strange, "dream-notes" })
            await pipeline.Storage.Work.Container.UploadBlobAsync(late, BinaryData.FromString("late"), Stop);

        Assert.Equal(0, await SweeperOf(pipeline, TimeSpan.FromMinutes(59)).SweepAsync(Stop));
        Assert.Equal(1, await SweeperOf(pipeline, TimeSpan.FromMinutes(61)).SweepAsync(Stop));
        Assert.Equal([.. kept, strange, "dream-notes"], (await pipeline.WorkAsync()).ToHashSet());

        Assert.Equal(0, await SweeperOf(pipeline, TimeSpan.FromHours(71)).SweepAsync(Stop));
        Assert.Equal(1, await SweeperOf(pipeline, TimeSpan.FromHours(73)).SweepAsync(Stop));
        Assert.Equal([.. kept, "dream-notes"], (await pipeline.WorkAsync()).ToHashSet());
    }

    private static WorkSweeper SweeperOf(PipelineWithoutWorkers pipeline, TimeSpan later) =>
        new(pipeline.Storage, pipeline.Client, new Later(later), NullLogger<WorkSweeper>.Instance);
}
