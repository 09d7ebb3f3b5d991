using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Local.Tests.Workers;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Api;

/// <summary>The spending cap on the durable engine; the test plays the worker and the calendar.</summary>
public sealed class SpendingTests(LocalStorage storage)
{
    // A unit of money a second.
    private static readonly SpendingCap TenADay = new(10, Monthly: false, PricePerHour: 3600);
    private static readonly DreamSettings OneTile = new() { Octaves = 1, Iterations = 1, Layer = "block1", Jitter = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beyond_the_cap_new_dreams_wait_with_a_reason_and_go_on_in_the_next_period()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), OneTile, spending: TenADay);
        var ledger = pipeline.Get<SpendingLedger>();
        await pipeline.Storage.Uploads.UploadBlobAsync("a.png", Pictures.Png(20, 15), Stop);
        for (var i = 0; i < 2; i++)
            await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage), seconds: 6);
        await Answers.UntilAsync(async () => await ledger.ReasonAsync(Stop) is not null);
        Assert.Contains("cap of 10 a day is reached (12 for 12 seconds of workers)", await ledger.ReasonAsync(Stop));

        await pipeline.Storage.Uploads.UploadBlobAsync("b.png", Pictures.Png(20, 15), Stop);
        var id = (await pipeline.Get<ArrivalDesk>().UploadedAsync(pipeline.Client, "b.png", Stop))!;
        var control = pipeline.Get<DreamControl>();
        await Answers.UntilAsync(async () => (await control.ExplainedAsync(pipeline.Client, id, Stop)).Reason is not null);
        await pipeline.Get<DreamLine>().LookAgainAsync(pipeline.Client, Stop);
        var status = await control.ExplainedAsync(pipeline.Client, id, Stop);
        Assert.Equal(DreamState.Queued, status.State);
        Assert.Contains("spending cap", status.Reason);

        // It has a reason before it has its place in the line, and this test looks only once.
        await Answers.UntilAsync(async () => (await pipeline.WorkAsync("line/waiting/")).Count > 0);
        var tomorrow = new SpendingLedger(pipeline.Storage, new Later(TimeSpan.FromDays(1)), TenADay);
        await new DreamLine(pipeline.Storage, DreamsInFlight.Usual, tomorrow).LookAgainAsync(pipeline.Client, Stop);
        for (var i = 0; i < 2; i++)
            await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));
        await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
        Assert.Equal(DreamState.Completed, (await control.ExplainedAsync(pipeline.Client, id, Stop)).State);
    }

    [Fact]
    public async Task Octaves_that_are_done_at_once_are_all_counted()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), watch: null);
        var ledger = new SpendingLedger(pipeline.Storage, TimeProvider.System, TenADay);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ledger.AddAsync(3, Stop)));
        Assert.Contains("(12 for 12 seconds", await ledger.ReasonAsync(Stop));
    }
}
