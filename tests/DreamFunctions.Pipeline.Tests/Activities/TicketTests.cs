using System.Text.Json;
using CsCheck;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Activities;

public sealed class TicketTests
{
    private static readonly NetCatalogue Nets = NetCatalogue.BuiltIn();

    private static readonly Gen<(DreamPlan Plan, int Octave, int Tile)> Tiles =
        from width in Gen.Int[1, 900]
        from height in Gen.Int[1, 900]
        from tile in Gen.Int[64, 256]
        from octave in Gen.Int[1, 2]
        from pick in Gen.Int[0, 1000]
        let plan = Plan(width, height, tile)
        select (plan, octave, pick % plan.Octaves[octave].Count);

    [Fact]
    public void A_ticket_names_every_tile_that_its_reader_asks_for_and_no_other() => Tiles.Sample(sample =>
    {
        TileTicket ticket = Ticket(sample.Plan, sample.Octave, sample.Tile, TilePass.Tile);
        TileGrid source = sample.Plan.Octaves[sample.Octave - 1];
        Region inside = Reflection.Footprint(ticket.Grid.BufferOf(sample.Tile), ticket.Grid.Picture);
        Region read = Enlarge.SourceOf(inside, ticket.Grid.Picture, source.Picture);
        Assert.Equal(source.TilesTouching(read).Order(), ticket.DetailAttempts.Keys.Order());
        Assert.All(ticket.DetailAttempts, entry => Assert.Equal(entry.Key % 3, entry.Value));
    });

    [Fact]
    public void A_measurement_reads_the_octave_itself() => Tiles.Sample(sample =>
    {
        TileTicket ticket = Ticket(sample.Plan, sample.Octave, sample.Tile, TilePass.Measure);
        Assert.Equal(sample.Plan.Octaves[sample.Octave], ticket.DetailGrid);
        Assert.Contains(sample.Tile, ticket.DetailAttempts.Keys);
    });

    [Fact]
    public void The_first_octave_reads_no_detail() => Assert.Null(Ticket(Plan(300, 200, 64), 0, 0, TilePass.Tile).DetailGrid);

    [Fact]
    public void A_ticket_goes_through_json_and_fits_a_queue_message() => Tiles.Sample(sample =>
    {
        TileTicket ticket = Ticket(sample.Plan, sample.Octave, sample.Tile, TilePass.Tile) with
        {
            Normaliser = [.. Enumerable.Range(0, 200).Select(i => 1 / (i + 0.3))],
        };
        string json = JsonSerializer.Serialize(ticket, DreamStorage.Wire);
        // 64 KiB a message, of which Base64 takes a quarter.
        Assert.InRange(json.Length, 1, 48 * 1024);
        TileTicket back = JsonSerializer.Deserialize<TileTicket>(json, DreamStorage.Wire)!;
        Assert.Equal(json, JsonSerializer.Serialize(back, DreamStorage.Wire));
        Assert.Equal(ticket.EventName, back.EventName);
    });

    [Fact]
    public void Events_of_passes_and_attempts_are_all_different()
    {
        string[] names =
        [
            .. from pass in Enum.GetValues<TilePass>()
               from tile in Enumerable.Range(0, 12)
               from attempt in Enumerable.Range(0, 12)
               select TileTicket.EventNameOf(pass, tile, attempt),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("tile-3-1", names);
    }

    private static DreamPlan Plan(int width, int height, int tile) =>
        DreamPlanner.Plan(new(width, height), new() { Octaves = 3, Tile = tile, Feather = 8, Jitter = 16, Halo = 32 }, Nets.NetNamed("resnet18"));

    private static TileTicket Ticket(DreamPlan plan, int octave, int tile, TilePass pass)
    {
        int[] Attempts(int of) => [.. Enumerable.Range(0, plan.Octaves[of].Count).Select(n => n % 3)];
        OctaveRequest request = new("dream-x", plan, octave, octave == 0 ? [] : Attempts(octave - 1), new());
        return SendTicketsActivity.TicketFor(new("dream-x-octave", request, pass, [], null, null, Attempts(octave)), new(tile, 0));
    }
}
