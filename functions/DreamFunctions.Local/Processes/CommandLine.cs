using System.Diagnostics;

namespace DreamFunctions.Local.Processes;

/// <summary>Tells whether a process id still is the program it was: ids are used again.</summary>
internal static class CommandLine
{
    /// <summary>The process of that id if its command line contains <paramref name="part"/>, else null.</summary>
    public static Process? Find(int id, string part)
    {
        try
        {
            var process = Process.GetProcessById(id);
            if (!process.HasExited && Of(process).Contains(part, StringComparison.Ordinal))
                return process;
            process.Dispose();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            // No such process, or it ended while it was looked at.
        }

        return null;
    }

    private static string Of(Process process)
    {
        if (OperatingSystem.IsLinux())
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Replace('\0', ' ');
        if (OperatingSystem.IsWindows())
            return "";
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "args=", "-p", $"{process.Id}"])
        {
            RedirectStandardOutput = true,
        })!;
        return ps.StandardOutput.ReadToEnd();
    }
}
