using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Workers;

/// <summary>Small pictures of octaves that are done; the test plays the worker.</summary>
public sealed class PreviewTests(LocalStorage storage)
{
    private static readonly DreamSettings Shown = new()
    {
        Octaves = 2,
        Iterations = 1,
        Layer = "block1",
        Jitter = 4,
        Tile = 300,
        Feather = 4,
        Previews = DreamPreviews.Latest,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_octave_that_is_done_is_shown_small_while_the_dream_goes_on_and_no_longer_when_it_is_written()
    {
        await using var pipeline = await StartAsync(Shown);
        var next = await AnswerFirstOctaveAsync(pipeline.Storage);
        Assert.Equal((586, 286), (next.DetailGrid!.Picture.Width, next.DetailGrid.Picture.Height));
        var id = next.DreamId;
        Assert.Equal("wave.png.preview.jpg", (await DreamControl.StatusAsync(pipeline.Client, id, Stop)).Preview);

        using var upload = new ImageSharpDecoder().Decode(Pictures.Png(820, 400).ToArray(), new());
        var blob = pipeline.Storage.Dreams.GetBlobClient("wave.png.preview.jpg");
        using var preview = new ImageSharpDecoder().Decode((await blob.DownloadContentAsync(Stop)).Value.Content.ToArray(), new());
        Assert.Equal(("jpeg", 512, 250), (preview.Facts.Format, preview.Facts.Width, preview.Facts.Height));
        var (before, after) = (upload.Part(new(preview.Facts.Size), preview.Facts.Size).Values, preview.Part(new(preview.Facts.Size)).Values);
        Assert.InRange(before.Zip(after, (was, value) => (double)value - was).Average(), 8.5, 9.5);
        Assert.InRange(before.Zip(after, (was, value) => Math.Abs((double)value - was - 9)).Average(), 0, 4);

        await AnswerRestAsync(pipeline, next);
        Assert.False(await blob.ExistsAsync(Stop));
        var status = await DreamControl.StatusAsync(pipeline.Client, id, Stop);
        Assert.Equal((DreamState.Completed, null), (status.State, status.Preview));
    }

    [Fact]
    public async Task One_for_each_octave_stays_beside_the_dream()
    {
        await using var pipeline = await StartAsync(Shown with { Previews = DreamPreviews.Each });
        var next = await AnswerFirstOctaveAsync(pipeline.Storage);
        await AnswerRestAsync(pipeline, next);
        Assert.True(await pipeline.Storage.Dreams.GetBlobClient("wave.png.preview-1.jpg").ExistsAsync(Stop));
        Assert.Equal("wave.png.preview-1.jpg", (await DreamControl.StatusAsync(pipeline.Client, next.DreamId, Stop)).Preview);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_dream_that_is_cancelled()
    {
        await using var pipeline = await StartAsync(Shown with { Previews = DreamPreviews.Each });
        var next = await AnswerFirstOctaveAsync(pipeline.Storage);
        await DreamControl.CancelAsync(pipeline.Client, next.DreamId, Stop);
        await pipeline.Client.WaitForInstanceCompletionAsync(next.DreamId, Stop);
        Assert.False(await pipeline.Storage.Dreams.GetBlobClient("wave.png.preview-1.jpg").ExistsAsync(Stop));
        Assert.Null((await DreamControl.StatusAsync(pipeline.Client, next.DreamId, Stop)).Preview);
    }

    private async Task<PipelineWithoutWorkers> StartAsync(DreamSettings settings)
    {
        var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), settings);
        await pipeline.Storage.Uploads.UploadBlobAsync("wave.png", Pictures.Png(820, 400), Stop);
        return pipeline;
    }

    private static async Task<TileTicket> AnswerFirstOctaveAsync(DreamStorage dreams)
    {
        TileTicket ticket;
        while ((ticket = await PlayedWorker.TakeAsync(dreams)).Octave == 0)
            await PlayedWorker.AnswerAsync(dreams, ticket, value: 9);
        return ticket;
    }

    private static async Task AnswerRestAsync(PipelineWithoutWorkers pipeline, TileTicket next)
    {
        await PlayedWorker.AnswerAsync(pipeline.Storage, next);
        using var enough = new CancellationTokenSource();
        var worker = PlayedWorker.WorkAsync(pipeline.Storage, enough.Token);
        await pipeline.Client.WaitForInstanceCompletionAsync(next.DreamId, Stop);
        await enough.CancelAsync();
        await worker;
    }
}
