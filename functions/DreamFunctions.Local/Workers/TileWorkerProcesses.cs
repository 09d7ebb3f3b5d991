using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Workers;

/// <summary>
/// Keeps a number of tile workers running as processes of their own: one that dies is started again, ever later if it keeps
/// dying. They end with this process; after a kill they notice by themselves that it is gone.
/// </summary>
internal sealed class TileWorkerProcesses(TileWorkerOptions options, ILogger<TileWorkerProcesses> log) : BackgroundService
{
    // A worker that is told to stop hands its tile back at once; loading a net is the longest it may be deaf.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);

    // Its way to say that it was set up wrongly: starting it again would change nothing.
    private const int CannotRunCode = 1;

    private readonly TaskCompletionSource<string> cannotRun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the reason if workers cannot run at all.</summary>
    public Task<string> CannotRun => cannotRun.Task;

    /// <summary>The processes that run now.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (running)
                return [.. running.Order()];
        }
    }

    private readonly HashSet<int> running = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, options.Count).Select(number => KeepAsync(number, stoppingToken)));

    private async Task KeepAsync(int number, CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested && !cannotRun.Task.IsCompleted)
        {
            var lived = Stopwatch.StartNew();
            if (await RunAsync(number, stopping) is not { } end)
                return;
            if (end.Code == CannotRunCode && lived.Elapsed < LongEnough)
            {
                log.WorkersCannotRun(end.Words);
                cannotRun.TrySetResult(end.Words);
                return;
            }

            if (lived.Elapsed > LongEnough)
                pause = FirstPause;
            log.WorkerDied(number, end.Code, pause.TotalSeconds, end.Words);
            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    /// <summary>How it ended by itself; null where it was stopped.</summary>
    private async Task<(int Code, string Words)?> RunAsync(int number, CancellationToken stopping)
    {
        using var worker = TileWorkerProcess.Start(options, number, log);
        log.WorkerStarted(number, worker.Id);
        lock (running)
            running.Add(worker.Id);
        try
        {
            var words = await worker.WaitAsync(stopping);
            return (worker.ExitCode, words);
        }
        catch (OperationCanceledException)
        {
            await worker.EndAsync(StopPatience);
            return null;
        }
        finally
        {
            lock (running)
                running.Remove(worker.Id);
        }
    }
}
