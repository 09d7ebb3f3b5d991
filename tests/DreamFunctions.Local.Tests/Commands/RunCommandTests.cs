using System.Text.Json;
using DreamFunctions.Local.Tests.Telemetry;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;

namespace DreamFunctions.Local.Tests.Commands;

public class RunCommandTests
{
    private static readonly string[] Quick = ["--octaves", "2", "--iterations", "2", "--jitter", "8"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_photos_become_dreams_though_others_are_bad_the_exit_code_tells_and_all_is_seen_by_OpenTelemetry()
    {
        using var receiver = new OtlpReceiver();
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["good.png"], Pictures.Png(96, 70), Stop);
        await File.WriteAllTextAsync(folder["bad.jpg"], "this is no picture", Stop);

        await using var dream = DreamProcess.Start(
            folder.Path,
            new(receiver.Environment) { ["OTEL_TRACES_EXPORTER"] = "otlp,console" },
            ["run", "good.png", "bad.jpg", "missing.png", "--out", "dreams", "--json", "--previews", "each", "--tile", "64", .. Quick]);

        Assert.Equal(1, await dream.EndAsync());
        var results = JsonSerializer.Deserialize<JsonElement>(dream.Output);
        Assert.Equal(3, results.GetArrayLength());
        using var picture = await Image.LoadAsync(folder["dreams/good.dream.png"], Stop);
        Assert.Equal((96, 70), (picture.Width, picture.Height));
        var report = Report(folder["dreams/good.dream.png.json"]);
        Assert.Equal(2, report.Settings.Octaves);
        Assert.True(report.EnergyAfter > report.EnergyBefore);
        var errors = dream.Errors.Split('\n');
        var preview = folder["dreams/good.dream.png.preview-1.jpg"];
        Assert.Single(errors, $"good.png: preview of octave 1 in {preview}");
        Assert.Equal("JPEG", Image.DetectFormat(preview).Name);
        Assert.Equal(3, Directory.GetFiles(folder["dreams"]).Length);
        Assert.Single(errors, line => line.StartsWith("dream: bad.jpg: The file is not a picture", StringComparison.Ordinal));
        Assert.Single(errors, line => line.StartsWith("dream: missing.png: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", dream.Errors);
        Assert.Empty(ProcessTable.With($"--parent-pid {dream.Id}"));
        Assert.Contains("Activity.TraceId", dream.Errors, StringComparison.Ordinal);
        SeenInside.Check(receiver, report);
    }

    [Fact]
    public async Task A_run_killed_in_the_middle_leaves_no_process_and_goes_on_where_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(96, 70), Stop);
        string[] arguments =
            ["run", "photo.png", "--state", folder["state"], "--octaves", "6", "--octave-scale", "1.1", "--iterations", "2"];
        await using (var first = DreamProcess.Start(folder.Path, arguments))
        {
            await first.ErrorLineAsync("octave 1 of 6 done");
            Assert.Single(ProcessTable.With($"--parent-pid {first.Id}"));
            first.Kill();
            await ProcessTable.UntilNoneAsync($"--parent-pid {first.Id}");
            await ProcessTable.UntilNoneAsync(folder["state"]);
            Assert.False(File.Exists(folder["photo.dream.png"]));
        }

        await using var second = DreamProcess.Start(folder.Path, arguments);

        Assert.Equal(0, await second.EndAsync());
        Assert.DoesNotContain("octave 1 of 6, ", second.Errors);
        Assert.Contains("octave 6 of 6 done", second.Errors);
        Assert.Equal(folder["photo.dream.png"], second.Output);
        var report = Report(folder["photo.dream.png.json"]);
        Assert.Equal(report.TilesPlanned, report.TicketsSent);
    }

    [Theory]
    [InlineData("layers --model nothing", "There is no net 'nothing'")]
    [InlineData("run photo.png --octaves 77", "octaves is 77; allowed: 1 to 12")]
    [InlineData("run photo.png --layer nothing", "'nothing'")]
    [InlineData("run photo.png --workers 0", "--workers is 0")]
    [InlineData("batch trip/ --api here", "--api is 'here'")]
    [InlineData("up --connection nonsense", "The connection string cannot be used")]
    [InlineData("gradient missing.onnx --target t --out g.onnx", "missing.onnx")]
    public async Task A_mistake_is_one_line(string arguments, string part)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(8, 8), Stop);
        string[] state = arguments.StartsWith("up", StringComparison.Ordinal) ? ["--state", folder["state"]] : [];

        await using var dream = DreamProcess.Start(folder.Path, [.. arguments.Split(' '), .. state]);

        Assert.Equal(1, await dream.EndAsync());
        Assert.Contains(part, dream.Errors);
        Assert.DoesNotContain('\n', dream.Errors);
        Assert.Empty(dream.Output);
    }

    private static DreamReport Report(string path) =>
        JsonSerializer.Deserialize<DreamReport>(File.ReadAllText(path), SettingsRules.Json)!;
}
