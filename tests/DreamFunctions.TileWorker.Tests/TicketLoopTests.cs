using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.TileWorker.Tests;

public sealed class TicketLoopTests(Azurite azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly DreamSettings Small = new() { Layer = "block1", Iterations = 3, Tile = 32, Halo = 32, Feather = 4, Jitter = 8 };

    [Fact]
    public async Task A_tile_is_dreamed_answered_and_its_ticket_deleted()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        TileGrid grid = scene.Plan.Octaves[0];
        Assert.Equal((3, 2), (grid.Columns, grid.Rows));
        await scene.SendAsync(scene.Ticket(4));
        TileResult result = Assert.Single(await scene.WorkAsync(answers: 1));
        Assert.Null(result.Error);
        Assert.Equal(("dream-t-octave-0", "tile-4-0", 3, 3), (result.OctaveId, result.EventName, result.Evaluations, result.AbsoluteSum.Count));
        Assert.Equal(3L * grid.KeptOf(4).Width * grid.KeptOf(4).Height, result.Count);
        Region detail = grid.DetailOf(4);
        BlobProperties written = await scene.Storage.Work.Container.GetBlobClient("dream-t/detail/0/4-0").GetPropertiesAsync(cancellationToken: Stop);
        Assert.Equal(6L * detail.Width * detail.Height, written.ContentLength);
        Assert.Equal(0, await scene.TicketsAsync());
    }

    [Fact]
    public async Task A_probe_measures_what_the_tile_finds_first_and_writes_nothing()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.SendAsync(scene.Ticket(1, TilePass.Probe));
        await scene.SendAsync(scene.Ticket(1));
        List<TileResult> results = await scene.WorkAsync(answers: 2);
        TileResult probe = results.Single(result => result.EventName == "probe-1-0"), tile = results.Single(result => result.EventName == "tile-1-0");
        Assert.Equal(probe.AbsoluteSum.Single(), tile.AbsoluteSum[0]);
        Assert.Equal(1, await CountAsync(scene, "dream-t/detail/"));
    }

    [Fact]
    public async Task The_dream_has_more_energy_than_the_picture()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small with { Mode = DreamMode.Untiled, Iterations = 10 });
        await scene.SendAsync(scene.Ticket(0));
        Assert.Null(Assert.Single(await scene.WorkAsync(answers: 1)).Error);
        using Scene measuring = await Scene.CreateAsync(azurite, Small with { Mode = DreamMode.Untiled }, scene.Storage.Names);
        await measuring.SendAsync(measuring.Ticket(0, TilePass.Measure));
        TileResult energy = Assert.Single(await measuring.WorkAsync(answers: 1));
        Assert.Null(energy.Error);
        Assert.InRange(energy.EnergyBefore, 1, double.MaxValue);
        Assert.InRange(energy.EnergyAfter, 1.5 * energy.EnergyBefore, double.MaxValue);
    }

    [Fact]
    public async Task Work_blobs_that_are_gone_are_answered_with_their_name()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.Storage.Work.RemoveAsync("dream-t", CancellationToken.None);
        await scene.SendAsync(scene.Ticket(0));
        Assert.Contains("dream-t/base/0/", Assert.Single(await scene.WorkAsync(answers: 1)).Error);
        Assert.Equal(0, await scene.TicketsAsync());
    }

    [Fact]
    public async Task Another_checksum_than_planned_is_answered_with_both()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.SendAsync(scene.Ticket(0) with { ModelSha256 = new string('0', 64) });
        string error = Assert.Single(await scene.WorkAsync(answers: 1)).Error!;
        Assert.Contains(new string('0', 64), error);
        Assert.Contains(scene.Plan.ModelSha256, error);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_ticket_that_cannot_be_read_is_passed_over(string message)
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.SendAsync(message);
        Assert.Empty(await scene.WorkAsync(answers: 0));
        Assert.Equal(0, await scene.TicketsAsync());
    }

    [Fact]
    public async Task A_ticket_of_a_newer_version_is_left_for_a_newer_worker()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small, pace: new(TimeSpan.FromSeconds(5)));
        await scene.SendAsync(scene.Ticket(0) with { Version = TileTicket.CurrentVersion + 1 });
        string sent = (await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value.MessageId;
        await scene.SendAsync(scene.Ticket(1));
        Assert.Equal("tile-1-0", Assert.Single(await scene.WorkAsync(answers: 1)).EventName);
        Assert.Equal(1, await scene.TicketsAsync());

        // However often an older worker has passed it on, a newer one finds it undelivered.
        QueueMessage? left = null;
        while ((left = (await scene.Storage.Tickets.ReceiveMessageAsync(cancellationToken: Stop)).Value) is null)
            await Task.Delay(100, Stop);
        Assert.NotEqual(sent, left.MessageId);

        // The worker's last look may have taken it while it was being stopped.
        Assert.InRange(left.DequeueCount, 1, 2);
    }

    [Fact]
    public async Task A_worker_that_met_a_newer_ticket_rests_and_does_not_keep_it_from_newer_workers()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.SendAsync(scene.Ticket(0) with { Version = TileTicket.CurrentVersion + 1 });
        string sent = (await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value.MessageId;
        await scene.Loop.StartAsync(Stop);
        string? there = sent;
        for (int i = 0; i < 1200 && (there is null || there == sent); i++)
        {
            await Task.Delay(50, Stop);
            there = (await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value?.MessageId;
        }

        Assert.True(there is not null && there != sent, "it was not put back");
        for (int i = 0; i < 20; i++)
        {
            await Task.Delay(50, Stop);
            Assert.Equal(there, (await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value?.MessageId);
        }

        await scene.Loop.StopAsync(Stop);
    }

    [Fact]
    public async Task A_ticket_that_came_back_too_often_ends_in_a_reason()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Small);
        await scene.SendAsync(scene.Ticket(0));
        for (int i = 0; i < 6; i++)
        {
            QueueMessage message = (await scene.Storage.Tickets.ReceiveMessageAsync(cancellationToken: Stop)).Value;
            await scene.Storage.Tickets.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Stop);
        }

        Assert.Contains("delivered 6 times", Assert.Single(await scene.WorkAsync(answers: 1)).Error);
    }

    [Fact]
    public async Task A_ticket_longer_than_its_visibility_is_kept_and_gives_signs_of_life()
    {
        // Three seconds of visibility, renewed each second: a busy machine may be late with it.
        TilePace pace = new(TimeSpan.FromSeconds(2));
        DreamSettings slow = Small with { Mode = DreamMode.Untiled, Iterations = 200 };
        using Scene scene = await Scene.CreateAsync(azurite, slow, width: 480, height: 480, pace: pace);
        await scene.SendAsync(scene.Ticket(0));
        Task<List<TileResult>> work = scene.WorkAsync(until: result => result.EventName == "tile-0-0");
        while ((await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value is not null)
            await Task.Delay(20, Stop);
        while (!work.IsCompleted)
        {
            Assert.Null((await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value);
            await Task.Delay(100, Stop);
        }

        List<TileResult> results = await work;
        Assert.Contains(results, result => result.EventName == TileResult.SignOfLifeEvent && result.OctaveId == "dream-t-octave-0");
        Assert.Null(Assert.Single(results, result => result.EventName == "tile-0-0").Error);
    }

    private static async Task<int> CountAsync(Scene scene, string prefix)
    {
        int count = 0;
        await foreach (var _ in scene.Storage.Work.Container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, Stop))
            count++;
        return count;
    }
}
