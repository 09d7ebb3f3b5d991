using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Pumps;

/// <summary>Events go into their queue where somebody takes them from there.</summary>
public sealed class QueuedEventsTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Events_are_queued_where_they_are_asked_for(bool announces, int events)
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(
            storage.ConnectionString, ToyHub.NewName(), watch: null, announces: announces);
        DreamRequest refused = new(pipeline.Storage.Uploads.Name, "a.png", "", new DreamSettings()) { Refusal = "a test refuses it" };
        var id = await pipeline.Get<DreamStarter>().StartAsync(pipeline.Client, refused, Stop);
        await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
        Assert.Equal(events, (await pipeline.Storage.Events.PeekMessagesAsync(32, Stop)).Value.Length);
    }
}
