using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DreamFunctions.Local.Processes;

namespace DreamFunctions.Local.Emulator;

/// <summary>A running Azurite whose data lie in one folder. It ends with this process, however this process ends.</summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly string trace;
    private int stopped;

    private AzuriteProcess(Process process, AzuritePorts ports, string trace)
    {
        this.process = process;
        this.trace = trace;
        Ports = ports;
    }

    /// <summary>The ports it listens on; none is 0.</summary>
    public AzuritePorts Ports { get; }

    /// <summary>How clients connect to it.</summary>
    public string ConnectionString => Ports.ConnectionString;

    /// <summary>Completes when the process ends, wanted or not.</summary>
    public Task Exited => process.WaitForExitAsync();

    /// <summary>
    /// Starts Azurite on a folder and waits until its three services answer. One that a killed parent left behind on the same
    /// folder is waited for or stopped first. Ports: those asked for; else those it had last on this folder, if free (addresses
    /// in stored data then stay right); else Azurite's defaults or free ones.
    /// </summary>
    /// <param name="installation">Azurite's files.</param>
    /// <param name="folder">Where its data lie; made if missing. One process at a time: the caller's lock.</param>
    /// <param name="wanted">Ports that it must have, or null.</param>
    /// <param name="preferDefaultPorts">Whether 10000 to 10002 are tried before free ones.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="CommandException">It ended before it answered, or did not answer within a minute.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        AzuriteInstallation installation,
        string folder,
        AzuritePorts? wanted = null,
        bool preferDefaultPorts = false,
        CancellationToken cancellation = default)
    {
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        var trace = Path.Combine(folder, "dream-azurite.json");
        var last = ReadTrace(trace);
        if (last is not null)
            await StopOrphanAsync(last.ProcessId, folder);

        var ports = wanted
            ?? (last?.Ports is { } before && before.AreFree() ? before : null)
            ?? (preferDefaultPorts && AzuritePorts.Default.AreFree() ? AzuritePorts.Default : AzuritePorts.Free);
        var process = Launch(installation, folder, ports);
        try
        {
            // Written at once, so that a parent killed during the start is covered too; the true ports follow.
            WriteTrace(trace, new Trace(process.Id, last?.Ports));
            var actual = await ListeningPortsAsync(process, cancellation);
            WriteTrace(trace, new Trace(process.Id, actual));
            return new AzuriteProcess(process, actual, trace);
        }
        catch
        {
            await Signals.EndAsync(process, StopPatience);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Stops it: its data are written to disk before it ends. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
            return;
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        await Signals.WaitOrKillAsync(process, StopPatience);
        WriteTrace(trace, new Trace(0, Ports));
        process.Dispose();
    }

    private static Process Launch(AzuriteInstallation installation, string folder, AzuritePorts ports)
    {
        var start = new ProcessStartInfo(installation.Node)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            .. installation.Preloads.SelectMany(script => new[] { "--require", script }), installation.Script,
            "--location", folder,
            "--blobHost", "127.0.0.1", "--blobPort", Text(ports.Blob),
            "--queueHost", "127.0.0.1", "--queuePort", Text(ports.Queue),
            "--tableHost", "127.0.0.1", "--tablePort", Text(ports.Table),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Azurite says on standard output where each service listens, once it does. Then it stays quiet, but both streams are read
    /// on: a full pipe would stop it.
    /// </summary>
    private static async Task<AzuritePorts> ListeningPortsAsync(Process process, CancellationToken cancellation)
    {
        var found = new Dictionary<string, int>();
        var errors = new List<string>();
        var ready = new TaskCompletionSource<AzuritePorts>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || Listening().Match(line.Data) is not { Success: true } match)
                return;
            found[match.Groups[1].Value] = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            if (found.Count == 3)
                ready.TrySetResult(new AzuritePorts(found["Blob"], found["Queue"], found["Table"]));
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                if (line.Data is { Length: > 0 } && errors.Count < 100)
                    errors.Add(line.Data);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var ended = process.WaitForExitAsync(cancellation);
        try
        {
            await Task.WhenAny(ready.Task, ended).WaitAsync(StartPatience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new CommandException($"Azurite did not answer within {StartPatience.TotalSeconds:0} s.");
        }

        if (ready.Task.IsCompletedSuccessfully)
            return await ready.Task;
        await ended;
        lock (errors)
        {
            var reason = errors.FirstOrDefault() ?? $"exit code {process.ExitCode}";
            throw new CommandException($"Azurite ended at its start: {reason}");
        }
    }

    private static async Task StopOrphanAsync(int id, string folder)
    {
        // It saw its input close and is writing its tables; a signal now would cut that short.
        using var orphan = id > 0 ? CommandLine.Find(id, folder) : null;
        if (orphan is not null)
            await Signals.WaitOrKillAsync(orphan, StopPatience);
    }

    private static Trace? ReadTrace(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Trace>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteTrace(string path, Trace trace)
    {
        var making = path + ".new";
        File.WriteAllBytes(making, JsonSerializer.SerializeToUtf8Bytes(trace));
        File.Move(making, path, overwrite: true);
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();

    private sealed record Trace(int ProcessId, AzuritePorts? Ports);
}
