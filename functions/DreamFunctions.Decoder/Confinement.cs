using System.Runtime.InteropServices;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Decoder;

/// <summary>
/// What this process gives up before it reads a stranger's bytes. The heap of .NET is bounded by its parent
/// (DOTNET_GCHeapHardLimit); pictures lie outside it, so the system holds all of the process's memory (setrlimit(2)).
/// </summary>
internal static class Confinement
{
    // The numbers are the same on Linux and macOS.
    private const int ProcessorTime = 0, FileSize = 1, Data = 2, CoreDump = 4;

    public static void Apply(PictureLimits limits)
    {
        if (OperatingSystem.IsWindows())
            return;
        Limit(Data, (ulong)limits.Memory);
        // Should the parent be killed, nobody is left to look at the clock.
        Limit(ProcessorTime, (ulong)(Math.Ceiling(limits.Time.TotalSeconds) * Environment.ProcessorCount));
        Limit(FileSize, 0);
        Limit(CoreDump, 0);
        if (OperatingSystem.IsLinux())
            GoFirst();
    }

    // Where the container's own memory runs out, this process is ended, not the one that it works for (proc_pid_oom_score_adj(5)).
    private static void GoFirst()
    {
        try
        {
            using FileStream score = new("/proc/self/oom_score_adj", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            score.Write("1000"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system without it, or one where /proc is read-only: the other limits hold.
        }
    }

    private static void Limit(int resource, ulong most)
    {
        ResourceLimit limit = new() { Soft = most, Hard = most };
        if (SetLimit(resource, in limit) != 0)
            throw new InvalidOperationException($"The system does not limit resource {resource} to {most} (error {Marshal.GetLastPInvokeError()}).");
    }

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
