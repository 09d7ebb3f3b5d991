using System.Diagnostics;

namespace DreamFunctions.Local.Tests;

/// <summary>Which processes run, by their command lines (Linux).</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<int> With(string part) =>
    [
        .. Process.GetProcesses()
            .Select(process => process.Id)
            .Where(id => id != Environment.ProcessId && CommandLine(id).Contains(part, StringComparison.Ordinal)),
    ];

    public static Task UntilNoneAsync(string part) => Hub.Answers.UntilAsync(() => Task.FromResult(With(part).Count == 0));

    private static string CommandLine(int id)
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
