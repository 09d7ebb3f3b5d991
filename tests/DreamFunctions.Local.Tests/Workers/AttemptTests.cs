using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Workers;

/// <summary>What becomes of tickets that are lost or answered with an error; the test plays the worker.</summary>
public sealed class AttemptTests(LocalStorage storage)
{
    private static readonly DreamSettings OneTile = new() { Octaves = 1, Iterations = 1, Layer = "block1", Jitter = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_ticket_is_sent_again_and_the_late_answer_harms_nothing()
    {
        await using var pipeline = await StartAsync(new FanOutLimits { Patience = TimeSpan.FromSeconds(3) });
        var lost = await PlayedWorker.TakeAsync(pipeline.Storage);
        var again = await PlayedWorker.TakeAsync(pipeline.Storage);
        Assert.Equal((lost.Tile, 0, 1), (again.Tile, lost.Attempt, again.Attempt));
        await PlayedWorker.AnswerAsync(pipeline.Storage, again, value: 9);
        await PlayedWorker.AnswerAsync(pipeline.Storage, lost, value: 200);
        await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));

        var report = await ReportAsync(pipeline.Storage);
        Assert.Equal((1, 2), (report.TilesPlanned, report.TicketsSent));
        // The played worker counts nothing: these are the coordinator's own, the picture in, the picture and its detail out again.
        var plane = PlaneCodec.LengthOf(new Dreaming.Region(0, 0, 20, 15));
        Assert.Equal((plane, 2 * plane), (report.Traffic.BytesWritten, report.Traffic.BytesRead));
        var blob = pipeline.Storage.Dreams.GetBlobClient("wave.png");
        await Answers.UntilAsync(async () => await blob.ExistsAsync(Stop));
        var picture = new ImageSharpDecoder();
        using var upload = picture.Decode(Pictures.Png(20, 15).ToArray(), new());
        using var dream = picture.Decode((await blob.DownloadContentAsync(Stop)).Value.Content.ToArray(), new());
        var before = upload.Part(new(upload.Facts.Size)).Values;
        var after = dream.Part(new(dream.Facts.Size)).Values;
        Assert.All(before.Zip(after), pair => Assert.Equal(Math.Min(pair.First + 9, 255), pair.Second));
    }

    [Fact]
    public async Task A_tile_that_always_fails_ends_in_a_reason_and_leaves_no_work_behind()
    {
        await using var pipeline = await StartAsync(new FanOutLimits { Attempts = 3 });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var ticket = await PlayedWorker.TakeAsync(pipeline.Storage);
            Assert.Equal(attempt, ticket.Attempt);
            await PlayedWorker.AnswerAsync(pipeline.Storage, ticket, error: "the card has no memory left");
        }

        await Answers.UntilAsync(async () => await pipeline.Storage.Dreams.GetBlobClient("wave.png.error.json").ExistsAsync(Stop));
        var reason = (await pipeline.Storage.Dreams.GetBlobClient("wave.png.error.json").DownloadContentAsync(Stop)).Value.Content.ToString();
        Assert.Contains("after 3 attempts: the card has no memory left", reason);
        Assert.True(await pipeline.Storage.Uploads.GetBlobClient("wave.png").ExistsAsync(Stop));
        await Answers.UntilAsync(() => Task.FromResult(!pipeline.Storage.Work.Container.GetBlobs(cancellationToken: Stop).Any()));
    }

    // As after a storage forgot how far a dream had come: its octaves fail without their work, which is gone.
    [Fact]
    public async Task A_dream_that_is_there_is_not_refused_afterwards()
    {
        await using var pipeline = await StartAsync(new FanOutLimits());
        for (var pass = 0; pass < 2; pass++)
            await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));
        var report = await ReportAsync(pipeline.Storage);
        DreamRequest request = new(pipeline.Storage.Uploads.Name, "wave.png", report.UploadETag, OneTile);
        foreach (var (id, refused) in new[] { (report.InstanceId, false), ("another dream of wave.png", true) })
        {
            Refusal refusal = new(new(id, request, DateTime.UtcNow), "its work is gone");
            Assert.Equal(refused, await pipeline.Get<RefuseActivity>().RunAsync(null!, refusal));
            Assert.Equal(refused, (await pipeline.Storage.Dreams.GetBlobClient("wave.png.error.json").ExistsAsync(Stop)).Value);
        }
    }

    // As after the hub could not delete an activity's message: it is delivered again, and by then a short dream has ended and is swept.
    [Fact]
    public async Task An_intake_delivered_again_after_the_dreams_end_leaves_nothing_behind()
    {
        await using var pipeline = await StartAsync(new FanOutLimits());
        for (var pass = 0; pass < 2; pass++)
            await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));
        var report = await ReportAsync(pipeline.Storage);
        await Answers.UntilAsync(async () => await pipeline.Storage.Dreams.GetBlobClient("wave.png").ExistsAsync(Stop)
            && !pipeline.Storage.Work.Container.GetBlobs(cancellationToken: Stop).Any());
        DreamRequest request = new(pipeline.Storage.Uploads.Name, "wave.png", report.UploadETag, OneTile);
        var started = report.Finished.AddSeconds(-5);

        var late = await pipeline.Get<IntakeActivity>().RunAsync(null!, new(report.InstanceId, request, started));
        Assert.Equal((null, null), (late.Plan, late.Reason));
        Assert.Empty(pipeline.Storage.Work.Container.GetBlobs(cancellationToken: Stop));

        // Another one is under way: asked for with other settings, or the same one again after the hub has forgotten it.
        foreach (var other in new DreamStart[] { new("dream-other", request, started), new(report.InstanceId, request, report.Finished.AddSeconds(5)) })
        {
            Assert.NotNull((await pipeline.Get<IntakeActivity>().RunAsync(null!, other)).Plan);
            await pipeline.Get<SweepActivity>().RunAsync(null!, other);
        }

        // Replaced meanwhile: there is neither dream nor reason.
        DreamStart replaced = new("dream-replaced", request with { ETag = "0x1" }, started);
        Assert.Null((await pipeline.Get<IntakeActivity>().RunAsync(null!, replaced)).Plan);
        Assert.Empty(pipeline.Storage.Work.Container.GetBlobs(cancellationToken: Stop));

        await pipeline.Storage.Dreams.DeleteBlobAsync("wave.png", cancellationToken: Stop);
        Assert.NotNull((await pipeline.Get<IntakeActivity>().RunAsync(null!, new(report.InstanceId, request, started))).Plan);
    }

    [Fact]
    public async Task A_ticket_whose_worker_gives_signs_of_life_is_not_sent_again()
    {
        await using var pipeline = await StartAsync(new FanOutLimits { Patience = TimeSpan.FromSeconds(5) });
        var ticket = await PlayedWorker.TakeAsync(pipeline.Storage);
        for (var i = 0; i < 8; i++)
        {
            await PlayedWorker.SendAsync(pipeline.Storage, TileResult.SignOfLife(ticket));
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        }

        await PlayedWorker.AnswerAsync(pipeline.Storage, ticket, value: 9);
        await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));
        Assert.Equal(1, (await ReportAsync(pipeline.Storage)).TicketsSent);
    }

    private async Task<PipelineWithoutWorkers> StartAsync(FanOutLimits fanOut)
    {
        var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), OneTile, fanOut);
        await pipeline.Storage.Uploads.UploadBlobAsync("wave.png", Pictures.Png(20, 15), Stop);
        return pipeline;
    }

    private static async Task<DreamReport> ReportAsync(DreamStorage storage)
    {
        var blob = storage.Dreams.GetBlobClient("wave.png.json");
        await Answers.UntilAsync(async () => await blob.ExistsAsync(Stop));
        return (await blob.DownloadContentAsync(Stop)).Value.Content.ToObjectFromJson<DreamReport>(SettingsRules.Json)!;
    }
}
