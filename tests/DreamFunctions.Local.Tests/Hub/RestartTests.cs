using DurableTask.Core.History;

namespace DreamFunctions.Local.Tests.Hub;

public sealed class RestartTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_that_went_down_goes_on_where_it_was()
    {
        var name = ToyHub.NewName();
        await using var hub = await ToyHub.StartAsync(storage.ConnectionString, name);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherAnswers), 4, Stop);
        await Answers.RaiseAsync(hub.Client, id, [0, 1]);
        await Answers.UntilAsync(
            async () => (await hub.Client.GetInstanceAsync(id, true, Stop))!.SerializedCustomStatus is not null);
        await hub.DisposeAsync();

        await using var again = await ToyHub.StartAsync(storage.ConnectionString, name);
        Assert.Equal("\"asked 4\"", (await again.Client.GetInstanceAsync(id, true, Stop))!.SerializedCustomStatus);
        await Answers.RaiseAsync(again.Client, id, [2, 3]);
        var done = await again.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Stop);

        Assert.Equal(6, done.ReadOutputAs<int>());
        var history = await again.Client.GetOrchestrationHistoryAsync(id, Stop);
        Assert.Single(history.OfType<TaskScheduledEvent>());
        Assert.Equal(4, history.OfType<EventRaisedEvent>().Count());
    }
}
