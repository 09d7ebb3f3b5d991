using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.TileWorker.Tests;

/// <summary>What a worker takes, and what it refuses to begin.</summary>
public sealed class WorkerMemoryTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly MemoryNeed Need = new(400_000_000, 500);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3GB")]
    [InlineData("1.2GB")]
    [InlineData("900MB")]
    public void Exact_windows_are_as_large_as_the_bound_allows(string memory)
    {
        (TileTicket ticket, NetLayer layer) = Ticket(new(2000, 1500), new() { Mode = DreamMode.Exact });
        MemoryBound bound = MemoryBound.Parse(memory);
        ExactWindows windows = new WorkerMemory(bound).WindowsFor(ticket, layer, Need);
        long planes = 84 * ticket.Grid.BufferOf(0).PixelCount;
        Assert.InRange(planes + Need.At(windows.Window), 0, bound.Bytes);
        Assert.Equal(memory == "3GB", windows.Count == 1);
    }

    [Fact]
    public void A_plane_too_large_is_refused_with_its_size_and_the_layers_cost()
    {
        (TileTicket ticket, NetLayer layer) = Ticket(new(4032, 3024), new() { Mode = DreamMode.Exact });
        string message = Refusal(ticket, layer, "1GB");
        Assert.Contains("4032 x 3024", message);
        Assert.Contains("block6 of resnet18 at 500 bytes a pixel", message);
        Assert.Contains("the worker's 1 GB", message);
    }

    [Fact]
    public void An_untiled_plane_too_large_is_refused_and_the_exact_mode_is_named()
    {
        (TileTicket ticket, NetLayer layer) = Ticket(new(2000, 1500), new() { Mode = DreamMode.Untiled });
        Assert.Contains("exact mode", Refusal(ticket, layer, "1GB"));
    }

    [Fact]
    public void A_tile_too_large_is_refused_with_one_that_fits()
    {
        (TileTicket ticket, NetLayer layer) = Ticket(new(2000, 1500), new() { Tile = 1024, Halo = 64 });
        string message = Refusal(ticket, layer, "800MB");
        Assert.Contains("1152 x 1152", message);
        int fits = int.Parse(message.Split("--tile ")[1].Split(')')[0], CultureInfo.InvariantCulture);
        (ticket, layer) = Ticket(new(2000, 1500), new() { Tile = fits, Halo = 64 });
        Assert.Equal(1, new WorkerMemory(MemoryBound.Parse("800MB")).WindowsFor(ticket, layer, Need).Count);
    }

    [Fact]
    public async Task A_refusal_is_the_tickets_answer()
    {
        using Scene scene = await Scene.CreateAsync(azurite, new() { Layer = "block1", Mode = DreamMode.Exact },
            pace: new(TimeSpan.FromMinutes(30)), memory: MemoryBound.Parse("140MB"));
        await scene.SendAsync(scene.Ticket(0));
        Assert.Contains("70 x 53", Assert.Single(await scene.WorkAsync(answers: 1)).Error);
    }

    [Fact]
    public void What_lies_about_unused_is_given_back_where_it_was_much()
    {
        WorkerMemory memory = new(MemoryBound.Parse("1GB"));
        memory.Tidy();
        WeakReference garbage = Garbage();
        // A long array that was collected only by its generation's turn would still be there.
        Assert.True(garbage.IsAlive);
        memory.Tidy();
        Assert.False(garbage.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Garbage() => new(new byte[64_000_000]);
    }

    [Fact]
    public void What_is_taken_afterwards_lies_in_huge_pages()
    {
        const string Switch = "/sys/kernel/mm/transparent_hugepage/enabled";
        Assert.SkipUnless(File.Exists(Switch) && !File.ReadAllText(Switch).Contains("[never]"), $"{Switch} says that there are none");
        WorkerMemory memory = new(MemoryBound.Parse("1GB"));
        GC.KeepAlive(new byte[64_000_000]);
        memory.Tidy();
        float[] planes = GC.AllocateUninitializedArray<float>(64_000_000, pinned: true);
        Array.Fill(planes, 1);
        long huge = HugeAround(Marshal.UnsafeAddrOfPinnedArrayElement(planes, planes.Length / 2));
        output.WriteLine($"{huge / 1e6:0} of {4 * planes.Length / 1e6:0} MB");
        Assert.InRange(huge, 3L * planes.Length, long.MaxValue);
        GC.KeepAlive(planes);
    }

    // Of the mapping that holds the address: the whole process's would tell of other arrays too, whose pages come and go.
    private static long HugeAround(nint address)
    {
        bool inside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (inside && fields[0] == "AnonHugePages:")
                return 1024 * long.Parse(fields[1], CultureInfo.InvariantCulture);
            if (fields[0].EndsWith(':'))
                continue;
            nint[] ends = [.. fields[0].Split('-').Select(end => nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            inside = ends[0] <= address && address < ends[1];
        }

        throw new InvalidOperationException($"No mapping holds {address:x}.");
    }

    [Theory]
    [InlineData("resnet18", "block4", DreamMode.Exact, 1200, 900, "650MB", false)]
    [InlineData("googlenet", "4c", DreamMode.Untiled, 1000, 750, "1GB", false)]
    [InlineData("googlenet", "5b", DreamMode.Untiled, 1000, 750, "1.2GB", true)]
    public async Task A_workers_peak_is_within_its_bound_and_near_what_is_predicted(
        string model, string layerName, DreamMode mode, int width, int height, string memory, bool recomputes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak is read from /proc");
        NetCard card = NetCatalogue.BuiltIn().NetNamed(model);
        Assert.SkipUnless(
            model == "resnet18" || NetFolders.Search().Any(folder => File.Exists(Path.Combine(folder, card.File))),
            $"{card.File} is in no search folder (DREAM_MODELS, or shared/models beside the repository).");
        string path = await NetStore.Default().LocateAsync(card, Stop);
        DreamStorageNames names = Scene.FreshNames();
        DreamSettings settings = new() { Model = model, Layer = layerName, Iterations = 1, Mode = mode };
        using Scene scene = await Scene.CreateAsync(azurite, settings, names, width: width, height: height);
        TileTicket ticket = scene.Ticket(0);
        await scene.SendAsync(ticket);
        using Process worker = WorkerProcessTests.Start(
            azurite.ConnectionString, names, ["--memory", memory, .. recomputes ? ["--recompute"] : Array.Empty<string>()]);
        QueueMessage? answer = null;
        for (int i = 0; i < 1200 && answer is null && !worker.HasExited; i++)
        {
            await Task.Delay(100, Stop);
            answer = (await scene.Storage.Results.ReceiveMessageAsync(cancellationToken: Stop)).Value;
            if (answer is not null && Result(answer).EventName == TileResult.SignOfLifeEvent)
                answer = null;
        }

        string peakLine = File.ReadLines($"/proc/{worker.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        worker.Kill();
        TileResult result = Result(answer!);
        Assert.Null(result.Error);

        NetLayer layer = card.LayerNamed(layerName);
        using DreamNet net = DreamNet.Load(card, path, layer, new(Provider.Cpu, 1) { Recomputes = recomputes });
        MemoryNeed need = net.Need;
        MemoryBound bound = MemoryBound.Parse(memory);
        ExactWindows windows = new WorkerMemory(bound).WindowsFor(ticket, layer, need);
        Assert.Equal((mode == DreamMode.Exact, windows.Count), (windows.Count > 1, result.Evaluations));
        double peak = 1024 * double.Parse(peakLine.Split(':')[1].Replace("kB", ""), CultureInfo.InvariantCulture);
        double predicted = need.At(windows.Window) + (84 * ticket.Grid.BufferOf(0).PixelCount);
        output.WriteLine($"{windows.Count} windows of {windows.Window}: predicted {predicted / 1e6:F0} MB, peak {peak / 1e6:F0} MB, bound {bound}");
        Assert.InRange(peak, 0.6 * predicted, bound.Bytes);
    }

    private static TileResult Result(QueueMessage message) =>
        JsonSerializer.Deserialize<TileResult>(message.Body.ToMemory().Span, DreamStorage.Wire)!;

    private static string Refusal(TileTicket ticket, NetLayer layer, string memory) => Assert.Throws<TooLargeException>(
        () => new WorkerMemory(MemoryBound.Parse(memory)).WindowsFor(ticket, layer, Need)).Message;

    private static (TileTicket Ticket, NetLayer Layer) Ticket(Size picture, DreamSettings settings)
    {
        NetCatalogue nets = NetCatalogue.BuiltIn();
        DreamSettings allowed = SettingsRules.Check(settings with { Octaves = 1 }, nets);
        DreamPlan plan = DreamPlanner.Plan(picture, allowed, nets.NetNamed(allowed.Model));
        TicketOrder order = new("o", new("d", plan, 0, [], new()), TilePass.Tile, [], null, null, new int[plan.Octaves[0].Count]);
        return (SendTicketsActivity.TicketFor(order, new(0, 0)), plan.Layer with { BytesPerPixel = 500 });
    }
}
