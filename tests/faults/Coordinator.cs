using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DreamFunctions.Faults;

/// <summary>
/// <c>dream up</c> as a process of its own, with its tile workers; started again whenever it ends, as a service would be.
/// </summary>
internal sealed class Coordinator : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly string folder;
    private readonly string connection;
    private readonly int pace;
    private readonly string[] settings;
    private readonly CancellationTokenSource ended = new();
    private readonly Task running;
    private readonly StreamWriter log;
    private Process? process;
    private TaskCompletionSource<Uri> api = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="folder">Where its state and its log lie.</param>
    /// <param name="connection">The storage.</param>
    /// <param name="pace">Seconds that a tile takes at most: what is lost with a worker comes back after one and a half.</param>
    /// <param name="settings">What its dreams are like, as options.</param>
    public Coordinator(string folder, string connection, int pace, params string[] settings)
    {
        (this.folder, this.connection, this.pace, this.settings) = (folder, connection, pace, settings);
        log = new StreamWriter(Path.Combine(folder, "dream-up.log"), append: true) { AutoFlush = true };
        running = RunAsync();
    }

    /// <summary>How often it has ended, killed or by itself.</summary>
    public int Ends { get; private set; }

    /// <summary>Where its API is; waits until it has one.</summary>
    public Task<Uri> ApiAsync(CancellationToken cancel) => api.Task.WaitAsync(cancel);

    /// <summary>As kill -9 does: the process alone. Its workers see that it is gone and end.</summary>
    public void Kill() => Kill(process);

    /// <summary>Kills one of its workers; false where it has none.</summary>
    public bool KillWorker(Random random)
    {
        int[] workers = [.. Workers()];
        if (workers.Length == 0)
            return false;
        Kill(Process.GetProcessById(workers[random.Next(workers.Length)]));
        return true;
    }

    /// <summary>Its process id; 0 while it is not running.</summary>
    public int Id => process is { HasExited: false } running ? running.Id : 0;

    /// <summary>The process ids of its workers.</summary>
    public IEnumerable<int> Workers() => Id is var parent and not 0
        ? Process.GetProcesses().Select(worker => worker.Id).Where(id => Commands.Of(id).Contains($"--parent-pid {parent} "))
        : [];

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        Kill();
        await running;
        await log.DisposeAsync();
        ended.Dispose();
    }

    private async Task RunAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            using Process up = Process.Start(Command())!;
            process = up;
            Task output = ReadAsync(up.StandardOutput), errors = LogAsync(up.StandardError);
            await up.WaitForExitAsync();
            await Task.WhenAll(output, errors);
            Ends++;
            if (api.Task.IsCompleted)
                api = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(Task.Delay(Breath, ended.Token));
        }

        process = null;
    }

    private ProcessStartInfo Command()
    {
        // Where it was built: beside this program lies less, since ASP.NET Core brings some of its packages.
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Repository.PathOf(
            "functions", "DreamFunctions.Local", "bin", framework.Parent!.Name, framework.Name, "DreamFunctions.Local.dll");
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            program, "up", "--state", Path.Combine(folder, "state"), "--connection", connection, "--hub", "faults", "--port", "0", "--json",
            "--workers", "2", "--threads", "1", .. settings,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment["DREAM_TILE_SECONDS"] = pace.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{'))
                api.TrySetResult(new Uri(JsonDocument.Parse(line).RootElement.GetProperty("api").GetString()!));
        }
    }

    private async Task LogAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
            await log.WriteLineAsync($"{DateTime.UtcNow:HH:mm:ss.fff} {line}");
    }

    private static void Kill(Process? victim)
    {
        try
        {
            victim?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It had ended.
        }
    }
}
