using System.Diagnostics;
using System.Globalization;
using DreamFunctions.Local.Processes;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Workers;

/// <summary>One tile worker's process, from its start to its end.</summary>
internal sealed class TileWorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> lastError;

    private TileWorkerProcess(Process process, int number, ILogger log)
    {
        this.process = process;
        lastError = ReadErrorsAsync(process.StandardError, number, log);
        _ = ReadOutputAsync(process.StandardOutput, number, log);
    }

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public static TileWorkerProcess Start(TileWorkerOptions options, int number, ILogger log)
    {
        var start = new ProcessStartInfo(DotnetProgram.Path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var threads = options.Threads > 0 ? options.Threads : Math.Max(1, Environment.ProcessorCount / options.Count);
        string[] arguments =
        [
            options.Program,
            "--provider", options.Provider,
            "--threads", threads.ToString(CultureInfo.InvariantCulture),
            "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            .. options.Memory is { } memory ? new[] { "--memory", memory } : [],
            .. options.Recomputes ? new[] { "--recompute" } : [],
            .. options.Half ? new[] { "--half" } : [],
            .. options.Models.SelectMany(folder => new[] { "--models", Path.GetFullPath(folder) }),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // Every user of the machine can read a command line; nobody else can read an environment.
        start.Environment["DREAM_STORAGE"] = options.ConnectionString;
        start.Environment["DREAM_UPLOADS"] = options.Names.Uploads;
        start.Environment["DREAM_DREAMS"] = options.Names.Dreams;
        start.Environment["DREAM_WORK"] = options.Names.Work;
        start.Environment["DREAM_TICKETS"] = options.Names.Tickets;
        start.Environment["DREAM_RESULTS"] = options.Names.Results;
        start.Environment.TryAdd(Allocator.Variable, Allocator.Settings);
        start.Environment[TilePace.Setting] = options.Pace.Tile.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new TileWorkerProcess(process, number, log);
    }

    /// <summary>Completes when the process has ended, with the last thing it said on standard error.</summary>
    public async Task<string> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return await lastError;
    }

    /// <summary>Asks it to end and waits: a tile in hand goes back to the queue.</summary>
    public Task EndAsync(TimeSpan patience) => Signals.EndAsync(process, patience);

    public void Dispose() => process.Dispose();

    private static async Task ReadOutputAsync(StreamReader output, int number, ILogger log)
    {
        while (await output.ReadLineAsync() is { } line)
            log.WorkerSays(number, line);
    }

    private static async Task<string> ReadErrorsAsync(StreamReader errors, int number, ILogger log)
    {
        var last = "it said nothing";
        while (await errors.ReadLineAsync() is { } line)
        {
            log.WorkerSays(number, line);
            if (!string.IsNullOrWhiteSpace(line))
                last = line.Trim();
        }

        return last;
    }
}
