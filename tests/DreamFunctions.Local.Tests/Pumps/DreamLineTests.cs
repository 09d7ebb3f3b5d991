using Azure.Storage.Blobs.Models;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Workers;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Tests.Pumps;

/// <summary>Dreams wait in line beyond a number; the test plays the worker.</summary>
public sealed class DreamLineTests(LocalStorage storage)
{
    private static readonly DreamSettings OneTile = new() { Octaves = 1, Iterations = 1, Layer = "block1", Jitter = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dreams_beyond_the_limit_wait_in_the_order_in_which_they_came_and_none_is_lost_over_a_restart()
    {
        var name = ToyHub.NewName();
        List<string> ids = [];
        await using (var pipeline = await StartAsync(name, goesOn: true))
        {
            for (var i = 0; i < 5; i++)
                ids.Add(await StartDreamAsync(pipeline, $"{i}.png"));
            await Answers.UntilAsync(async () => (await pipeline.WorkAsync("line/waiting/")).Count == 3);
            Assert.Equal(ids[..2].Order(), await pipeline.WorkAsync("line/in-flight/"));
            var queued = DreamStatus.Of((await pipeline.Client.GetInstanceAsync(ids[4], true, Stop))!);
            Assert.Equal((DreamState.Queued, null), (queued.State, queued.Octave));
            Assert.Empty(await pipeline.WorkAsync($"{ids[2]}/"));
        }

        await using var again = await StartAsync(name);
        var cancelled = await DreamControl.CancelAsync(again.Client, ids[3], Stop);
        await again.Client.WaitForInstanceCompletionAsync(cancelled.Id, Stop);
        Assert.Equal(ids[..2].Order(), await again.WorkAsync("line/in-flight/"));

        // Four dreams of a tile and a measurement each, two under way at a time. Nothing is answered before both have begun: which of
        // two under way comes first to its tile is no matter of the line.
        var open = new Queue<TileTicket>([await PlayedWorker.TakeAsync(again.Storage), await PlayedWorker.TakeAsync(again.Storage)]);
        var begun = new HashSet<string>(open.Select(ticket => ticket.DreamId));
        Assert.Equal(ids[..2].Order(), begun.Order());
        for (var answers = 0; answers < 8; answers++)
        {
            var ticket = open.Count > 0 ? open.Dequeue() : await PlayedWorker.TakeAsync(again.Storage);
            begun.Add(ticket.DreamId);
            Assert.InRange((await again.WorkAsync("line/in-flight/")).Count, 1, 2);
            await PlayedWorker.AnswerAsync(again.Storage, ticket);
        }

        Assert.Equal(begun.Order(), ids.Except([ids[3]]).Order());
        await Answers.UntilAsync(async () => (await again.WorkAsync()).Count == 0);
    }

    [Fact]
    public async Task Of_those_that_come_at_once_and_out_of_order_no_more_are_let_in_than_allowed()
    {
        await using var pipeline = await StartAsync(ToyHub.NewName());
        var line = pipeline.Get<DreamLine>();
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => pipeline.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(DreamOrchestrator), null, new StartOrchestrationOptions($"late-{i}", tomorrow), Stop)));

        // Whoever enters finds itself at the head: those before it in the order have not put their place yet.
        await Task.WhenAll(ids.Select((id, i) => line.EnterAsync(pipeline.Client, new Turn(id, tomorrow.UtcDateTime.AddSeconds(-i)), Stop)));
        Assert.Equal(2, (await pipeline.WorkAsync("line/in-flight/")).Count);
        Assert.Equal(10, (await pipeline.WorkAsync("line/waiting/")).Count);
    }

    [Fact]
    public async Task Places_of_those_that_ended_without_leaving_are_found_and_one_let_in_by_halves_is_told()
    {
        await using var pipeline = await StartAsync(ToyHub.NewName());
        var line = pipeline.Get<DreamLine>();
        List<string> ids = [];
        for (var i = 0; i < 4; i++)
            ids.Add(await StartDreamAsync(pipeline, $"{i}.png"));
        await Answers.UntilAsync(async () => (await pipeline.WorkAsync("line/waiting/")).Count == 2);

        await pipeline.Client.TerminateInstanceAsync(ids[0], new TerminateInstanceOptions(Recursive: true), Stop);
        await pipeline.Client.WaitForInstanceCompletionAsync(ids[0], Stop);
        await pipeline.Storage.Work.Container.UploadBlobAsync($"line/in-flight/{ids[3]}", BinaryData.Empty, Stop);
        await line.LookAgainAsync(pipeline.Client, Stop);
        await Answers.UntilAsync(async () => (await pipeline.WorkAsync($"{ids[3]}/")).Count > 0);
        Assert.Equal(new[] { ids[1], ids[3] }.Order(), await pipeline.WorkAsync("line/in-flight/"));
        Assert.Empty(await pipeline.WorkAsync($"{ids[2]}/"));
    }

    private Task<PipelineWithoutWorkers> StartAsync(string name, bool goesOn = false) =>
        PipelineWithoutWorkers.StartAsync(storage.ConnectionString, name, watch: null, inFlight: 2, goesOn: goesOn);

    private static async Task<string> StartDreamAsync(PipelineWithoutWorkers pipeline, string name)
    {
        BlobContentInfo upload = await pipeline.Storage.Uploads.UploadBlobAsync(name, Pictures.Png(20, 15), Stop);
        var request = new DreamRequest(pipeline.Storage.Uploads.Name, name, upload.ETag.ToString(), OneTile);
        var id = await pipeline.Get<DreamStarter>().StartAsync(pipeline.Client, request, Stop);

        // It has its place before the next one comes.
        await Answers.UntilAsync(async () => (await pipeline.WorkAsync("line/")).Any(blob => blob.EndsWith(id, StringComparison.Ordinal)));
        return id;
    }
}
