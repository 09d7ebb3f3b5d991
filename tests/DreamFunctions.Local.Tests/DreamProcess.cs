using System.Diagnostics;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests;

/// <summary>The command <c>dream</c> as a process of its own.</summary>
internal sealed class DreamProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Lines output = new();
    private readonly Lines errors = new();

    private DreamProcess(Process process)
    {
        this.process = process;
        Read(process.StandardOutput, output);
        Read(process.StandardError, errors);
    }

    public int Id => process.Id;

    public string Output => output.ToString();

    public string Errors => errors.ToString();

    public static DreamProcess Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    public static DreamProcess Start(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.Dream, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What a killed worker had in hand comes back after one and a half of it.
        start.Environment[TilePace.Setting] = "5";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public Task<string> OutputLineAsync(string part) => output.FindAsync(part, process);

    public Task<string> ErrorLineAsync(string part) => errors.FindAsync(part, process);

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output.Closed;
        await errors.Closed;
        return process.ExitCode;
    }

    /// <summary>As kill -9 does: this process only, not those it started.</summary>
    public void Kill() => process.Kill();

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async void Read(StreamReader reader, Lines lines)
    {
        while (await reader.ReadLineAsync() is { } line)
            lines.Add(line);
        lines.Close();
    }

    private sealed class Lines
    {
        private readonly List<string> all = [];
        private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => closed.Task;

        public void Add(string line)
        {
            lock (all)
                all.Add(line);
        }

        public void Close() => closed.SetResult();

        public async Task<string> FindAsync(string part, Process process)
        {
            while (true)
            {
                var over = closed.Task.IsCompleted;
                lock (all)
                {
                    if (all.Find(line => line.Contains(part, StringComparison.Ordinal)) is { } found)
                        return found;
                }

                if (over)
                    throw new InvalidOperationException($"Process {process.Id} ended without '{part}'; it said:\n{this}");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        public override string ToString()
        {
            lock (all)
                return string.Join('\n', all);
        }
    }
}
