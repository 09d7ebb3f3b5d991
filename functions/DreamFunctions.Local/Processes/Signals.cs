using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DreamFunctions.Local.Processes;

/// <summary>Ends a process politely first: <see cref="Process.Kill()"/> is SIGKILL, which leaves no time to tidy up.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>SIGTERM, then SIGKILL for a process that is still there after <paramref name="patience"/>.</summary>
    public static async Task EndAsync(Process process, TimeSpan patience)
    {
        if (HasExited(process))
            return;
        if (OperatingSystem.IsWindows() || Kill(process.Id, Terminate) != 0)
        {
            KillNow(process);
            return;
        }

        await WaitOrKillAsync(process, patience);
    }

    /// <summary>Waits for a process that was asked to end; kills one that does not within <paramref name="patience"/>.</summary>
    public static async Task WaitOrKillAsync(Process process, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            KillNow(process);
        }
    }

    private static void KillNow(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    private static bool HasExited(Process process)
    {
        try
        {
            return process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
