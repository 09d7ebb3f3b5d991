namespace DreamFunctions.Faults;

/// <summary>Command lines of processes (Linux).</summary>
internal static class Commands
{
    /// <summary>A process's words, a space after each; empty where it is gone.</summary>
    public static string Of(int id)
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
