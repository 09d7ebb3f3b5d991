using System.Text.Json;
using Azure.Storage.Queues.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.TileWorker.Tests;

/// <summary>A small picture laid out in storage as intake leaves it, and a worker for its tiles.</summary>
internal sealed class Scene : IDisposable
{
    private readonly LoadedNet net;

    private Scene(DreamStorage storage, DreamPlan plan, TilePace pace, MemoryBound? memory)
    {
        (Storage, Plan) = (storage, plan);
        net = new(NetCatalogue.BuiltIn(), NetStore.Default(), new InferenceOptions(Provider.Cpu, 2), _ => { });
        TileDreamer dreamer = new(storage, net, new(memory ?? MemoryBound.OfThisMachine()));
        Loop = new(storage, dreamer, pace, TimeProvider.System, NullLogger<TicketLoop>.Instance);
    }

    public DreamStorage Storage { get; }

    public DreamPlan Plan { get; }

    public TicketLoop Loop { get; }

    public static DreamStorageNames FreshNames()
    {
        string id = Guid.NewGuid().ToString("N")[..10];
        return new() { Uploads = $"u-{id}", Dreams = $"d-{id}", Work = $"w-{id}", Tickets = $"t-{id}", Results = $"r-{id}" };
    }

    /// <summary>Lays out one octave of waves.</summary>
    public static async Task<Scene> CreateAsync(
        Azurite azurite, DreamSettings settings, DreamStorageNames? names = null, int width = 70, int height = 53,
        TilePace? pace = null, MemoryBound? memory = null)
    {
        NetCatalogue nets = NetCatalogue.BuiltIn();
        DreamSettings allowed = SettingsRules.Check(settings with { Octaves = 1 }, nets);
        DreamPlan plan = DreamPlanner.Plan(new(width, height), allowed, nets.NetNamed(allowed.Model));
        DreamStorage storage = DreamStorage.Connect(azurite.ConnectionString, names ?? FreshNames());
        await storage.CreateAsync();
        Plane picture = new(new(0, 0, width, height));
        for (int i = 0; i < picture.Values.Length; i++)
            picture.Values[i] = (float)Math.Round(127 + (90 * Math.Sin(i / 7.0) * Math.Cos(i / 211.0)));
        TileGrid grid = plan.Octaves[0];
        for (int tile = 0; tile < grid.Count; tile++)
            await storage.Work.WriteBaseAsync("dream-t", 0, tile, picture.Crop(grid.KeptOf(tile)), CancellationToken.None);
        return new(storage, plan, pace ?? TilePace.Usual, memory);
    }

    public TileTicket Ticket(int tile, TilePass pass = TilePass.Tile) => SendTicketsActivity.TicketFor(
        new("dream-t-octave-0", new("dream-t", Plan, 0, [], new()), pass, [], null, null, new int[Plan.Octaves[0].Count]), new(tile, 0));

    public Task SendAsync(TileTicket ticket) => SendAsync(JsonSerializer.Serialize(ticket, DreamStorage.Wire));

    public Task SendAsync(string message) => Storage.Tickets.SendMessageAsync(message);

    /// <summary>Runs the worker until there are so many answers, or until the queue of tickets is empty for none; signs of life do not count.</summary>
    public async Task<List<TileResult>> WorkAsync(int answers)
    {
        static bool Answers(TileResult result) => result.EventName != TileResult.SignOfLifeEvent;
        List<TileResult> results = await WorkAsync(
            async seen => seen.Count(Answers) < answers || (answers == 0 && await TicketsAsync() > 0));
        return results.FindAll(Answers);
    }

    /// <summary>Runs the worker until there is such an answer.</summary>
    public Task<List<TileResult>> WorkAsync(Predicate<TileResult> until) =>
        WorkAsync(results => Task.FromResult(!results.Exists(until)));

    private async Task<List<TileResult>> WorkAsync(Func<List<TileResult>, Task<bool>> goOn)
    {
        await Loop.StartAsync(CancellationToken.None);
        List<TileResult> results = [];
        for (int i = 0; i < 4800 && await goOn(results); i++)
        {
            foreach (QueueMessage message in (await Storage.Results.ReceiveMessagesAsync(32)).Value)
                results.Add(JsonSerializer.Deserialize<TileResult>(message.Body.ToMemory().Span, DreamStorage.Wire)!);
            await Task.Delay(50);
        }

        await Loop.StopAsync(CancellationToken.None);
        return results;
    }

    /// <summary>Tickets in the queue, visible or not.</summary>
    public async Task<int> TicketsAsync() => (await Storage.Tickets.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    public void Dispose()
    {
        Loop.Dispose();
        net.Dispose();
    }
}
