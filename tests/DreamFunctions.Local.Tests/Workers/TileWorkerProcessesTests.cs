using System.Diagnostics;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Workers;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.Local.Tests.Workers;

public sealed class TileWorkerProcessesTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_is_killed_is_started_again_and_none_is_left_at_the_end()
    {
        using var workers = Workers(new TileWorkerOptions
        {
            Count = 2,
            ConnectionString = storage.ConnectionString,
            Program = Programs.TileWorker,
        });
        await workers.StartAsync(Stop);
        await Answers.UntilAsync(() => Task.FromResult(workers.ProcessIds.Count == 2));
        var first = workers.ProcessIds;
        if (OperatingSystem.IsLinux())
        {
            var tunables = Environment.GetEnvironmentVariable(Allocator.Variable) ?? Allocator.Settings;
            // glibc cuts its own variable into pieces where it lies.
            Assert.Contains($"{Allocator.Variable}={tunables}:", (await File.ReadAllTextAsync($"/proc/{first[0]}/environ", Stop)).Replace('\0', ':'));
        }

        using (var victim = Process.GetProcessById(first[0]))
            victim.Kill();
        await Answers.UntilAsync(() => Task.FromResult(workers.ProcessIds.Except(first).Count() == 1));
        var second = workers.ProcessIds;

        Assert.Contains(first[1], second);
        await workers.StopAsync(Stop);
        Assert.Empty(workers.ProcessIds);
        Assert.All(second, id => Assert.Throws<ArgumentException>(() => Process.GetProcessById(id)));
    }

    [Fact]
    public async Task Workers_that_cannot_run_at_all_say_why_and_are_not_started_for_ever()
    {
        using var workers = Workers(new TileWorkerOptions
        {
            Count = 1,
            ConnectionString = storage.ConnectionString,
            Program = Programs.TileWorker,
            Provider = "cuda",
        });
        await workers.StartAsync(Stop);

        var finished = await Task.WhenAny(workers.CannotRun, Task.Delay(TimeSpan.FromSeconds(60), Stop));
        Assert.SkipWhen(finished != workers.CannotRun && workers.ProcessIds.Count > 0, "this machine has CUDA");

        Assert.Contains("CUDA", await workers.CannotRun, StringComparison.OrdinalIgnoreCase);
        await workers.StopAsync(Stop);
    }

    private static TileWorkerProcesses Workers(TileWorkerOptions options) =>
        new(options, NullLogger<TileWorkerProcesses>.Instance);
}
