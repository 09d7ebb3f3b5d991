using System.Diagnostics;
using System.Text.Json;
using DreamFunctions.Local.Emulator;
using DreamFunctions.Local.Hub;
using DreamFunctions.Pipeline;
using DurableTask.Core.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local.Tests.Commands;

/// <summary>A picture of odd size in many tiles, not square: whoever dreams them, and whatever is killed, the bytes are the same.</summary>
public class SameBytesTests
{
    private static readonly string[] Tiled =
        ["--octaves", "2", "--iterations", "8", "--jitter", "8", "--tile", "48", "--halo", "32", "--feather", "4", "--seed", "7"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_workers_and_a_killed_run_change_no_byte_of_what_one_calm_worker_gives_and_send_no_ticket_twice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(121, 95), Stop);
        await using (var calm = DreamProcess.Start(folder.Path, ["run", "photo.png", "--out", "calm.png", "--workers", "1", .. Tiled]))
            Assert.True(await calm.EndAsync() == 0, calm.Errors);
        string[] arguments = ["run", "photo.png", "--out", "killed.png", "--workers", "2", "--state", folder["state"], .. Tiled];
        await using (var first = DreamProcess.Start(folder.Path, arguments))
        {
            await first.ErrorLineAsync("octave 1 of 2");
            Kill(ProcessTable.With($"--parent-pid {first.Id}")[0]);
            await first.ErrorLineAsync("octave 2 of 2");
            foreach (var worker in ProcessTable.With($"--parent-pid {first.Id}"))
                Kill(worker);
            first.Kill();
            await ProcessTable.UntilNoneAsync(folder["state"]);
            Assert.False(File.Exists(folder["killed.png"]));
        }

        await using var second = DreamProcess.Start(folder.Path, arguments);
        Assert.True(await second.EndAsync() == 0, second.Errors);
        Assert.Equal(File.ReadAllBytes(folder["calm.png"]), File.ReadAllBytes(folder["killed.png"]));
        await EveryTileIsInTheHistoryOnceAsync(folder["state"], Report(folder["killed.png.json"]));
    }

    private static async Task EveryTileIsInTheHistoryOnceAsync(string state, DreamReport report)
    {
        Assert.Equal((3, 2), (report.Octaves[^1].Columns, report.Octaves[^1].Rows));
        Assert.Equal(report.Octaves.Sum(octave => octave.Columns * octave.Rows), report.TilesPlanned);
        Assert.Equal((report.TilesPlanned, report.SurveysPlanned), (report.TicketsSent, report.SurveysSent));
        var octaves = report.Octaves.Select((_, octave) => DreamOrchestrator.OctaveId(report.InstanceId, octave));
        var events = await EventsAsync(state, octaves);
        foreach (var (octave, raised) in report.Octaves.Zip(events))
        {
            var tiles = Enumerable.Range(0, octave.Columns * octave.Rows);
            Assert.All(tiles, tile => Assert.Contains($"tile-{tile}-0", raised));
            Assert.All(tiles, tile => Assert.Contains($"probe-{tile}-0", raised));
        }
    }

    private static DreamReport Report(string path) => JsonSerializer.Deserialize<DreamReport>(File.ReadAllText(path), SettingsRules.Json)!;

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    // The state folder that the run left, opened by an engine with nothing to do.
    private static async Task<IReadOnlyList<HashSet<string>>> EventsAsync(string state, IEnumerable<string> instances)
    {
        await using var azurite = await AzuriteProcess.StartAsync(await AzuriteInstallation.LocateAsync(), Path.Combine(state, "storage"));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddEmbeddedHub(
            new EmbeddedHubOptions { ConnectionString = azurite.ConnectionString, HubName = "dreamlocal", StopPatience = TimeSpan.Zero }, _ => { });
        using var host = builder.Build();
        await host.StartAsync(Stop);
        var client = host.Services.GetRequiredService<Microsoft.DurableTask.Client.DurableTaskClient>();
        var events = new List<HashSet<string>>();
        foreach (var instance in instances)
        {
            var history = await client.GetOrchestrationHistoryAsync(instance, Stop);
            events.Add([.. history.OfType<EventRaisedEvent>().Select(raised => raised.Name!)]);
        }

        await host.StopAsync(Stop);
        return events;
    }
}
