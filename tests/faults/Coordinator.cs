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
    private readonly CancellationTokenSource ended = new();
    private readonly Task running;
    private readonly StreamWriter log;
    private Process? process;
    private TaskCompletionSource<Uri> api = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Coordinator(string folder, string connection)
    {
        (this.folder, this.connection) = (folder, connection);
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
        if (process is not { HasExited: false } parent)
            return false;
        int[] workers = [.. Process.GetProcesses().Where(worker => CommandOf(worker.Id).Contains($"--parent-pid {parent.Id}")).Select(worker => worker.Id)];
        if (workers.Length == 0)
            return false;
        Kill(Process.GetProcessById(workers[random.Next(workers.Length)]));
        return true;
    }

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
            "--workers", "2", "--threads", "1", "--octaves", "2", "--iterations", "2", "--jitter", "8", "--feather", "4", "--tile", "64",
            "--layer", "block1", "--halo", "16",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment["DREAM_TILE_SECONDS"] = Pace.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    /// <summary>Seconds that a tile takes at most: what is lost with a worker comes back after one and a half.</summary>
    private const int Pace = 5;

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

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
