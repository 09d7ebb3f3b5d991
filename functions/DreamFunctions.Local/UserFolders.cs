namespace DreamFunctions.Local;

/// <summary>Where a user's caches and data lie, by the XDG base directory specification or its like on other systems.</summary>
public static class UserFolders
{
    /// <summary><c>XDG_CACHE_HOME</c>, else <c>~/.cache</c>; on Windows the local application data.</summary>
    public static string Cache => Of("XDG_CACHE_HOME", ".cache");

    /// <summary><c>XDG_DATA_HOME</c>, else <c>~/.local/share</c>; on Windows the local application data.</summary>
    public static string Data => Of("XDG_DATA_HOME", Path.Combine(".local", "share"));

    private static string Of(string variable, string below)
    {
        // The specification: a relative path there is to be ignored.
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set && Path.IsPathRooted(set))
            return set;
        return OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), below);
    }
}
