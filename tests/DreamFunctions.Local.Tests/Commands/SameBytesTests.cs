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
    private static readonly string[] Tiled = ["--octaves", "2", "--jitter", "8", "--tile", "32", "--halo", "32", "--feather", "4", "--seed", "7"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_worker_and_three_give_the_same_bytes_and_the_history_holds_every_tile()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(121, 97), Stop);
        await RunAsync(folder, "one.png", "--iterations", "2", "--workers", "1");
        var report = await RunAsync(folder, "three.png", "--iterations", "2", "--workers", "3", "--state", folder["state"]);

        Assert.Equal(File.ReadAllBytes(folder["one.png"]), File.ReadAllBytes(folder["three.png"]));
        Assert.Equal((4, 4), (report.Octaves[^1].Columns, report.Octaves[^1].Rows));
        Assert.Equal(report.Octaves.Sum(octave => octave.Columns * octave.Rows), report.TilesPlanned);
        Assert.Equal((report.TilesPlanned, report.SurveysPlanned), (report.TicketsSent, report.SurveysSent));
        for (var octave = 0; octave < report.Octaves.Count; octave++)
        {
            var events = await EventsAsync(folder["state"], DreamOrchestrator.OctaveId(report.InstanceId, octave));
            var count = report.Octaves[octave].Columns * report.Octaves[octave].Rows;
            Assert.All(Enumerable.Range(0, count), tile => Assert.Contains($"tile-{tile}-0", events));
            Assert.All(Enumerable.Range(0, count), tile => Assert.Contains($"probe-{tile}-0", events));
        }
    }

    [Fact]
    public async Task A_killed_worker_and_a_killed_run_change_no_byte_and_send_no_ticket_twice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(121, 97), Stop);
        await RunAsync(folder, "calm.png", "--iterations", "12");
        string[] arguments = ["run", "photo.png", "--out", "killed.png", "--iterations", "12", "--workers", "2", "--state", folder["state"], .. Tiled];
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
        Assert.Equal(0, await second.EndAsync());
        Assert.Equal(File.ReadAllBytes(folder["calm.png"]), File.ReadAllBytes(folder["killed.png"]));
        var report = Report(folder["killed.png.json"]);
        Assert.Equal((report.TilesPlanned, report.SurveysPlanned), (report.TicketsSent, report.SurveysSent));
    }

    private static async Task<DreamReport> RunAsync(TemporaryFolder folder, string output, params string[] options)
    {
        await using var dream = DreamProcess.Start(folder.Path, ["run", "photo.png", "--out", output, .. Tiled, .. options]);
        Assert.True(await dream.EndAsync() == 0, dream.Errors);
        return Report(folder[$"{output}.json"]);
    }

    private static DreamReport Report(string path) => JsonSerializer.Deserialize<DreamReport>(File.ReadAllText(path), SettingsRules.Json)!;

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    // The state folder that the run left, opened by an engine with nothing to do.
    private static async Task<HashSet<string>> EventsAsync(string state, string instance)
    {
        await using var azurite = await AzuriteProcess.StartAsync(await AzuriteInstallation.LocateAsync(), Path.Combine(state, "storage"));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddEmbeddedHub(azurite.ConnectionString, "dreamlocal", _ => { });
        using var host = builder.Build();
        await host.StartAsync(Stop);
        var client = host.Services.GetRequiredService<Microsoft.DurableTask.Client.DurableTaskClient>();
        var history = await client.GetOrchestrationHistoryAsync(instance, Stop);
        await host.StopAsync(Stop);
        return [.. history.OfType<EventRaisedEvent>().Select(raised => raised.Name!)];
    }
}
