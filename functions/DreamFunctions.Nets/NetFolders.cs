namespace DreamFunctions.Nets;

/// <summary>Where model files are looked for and kept, unless the caller says otherwise.</summary>
public static class NetFolders
{
    /// <summary>
    /// The cache: the folder that DREAM_CACHE names, else <c>dreamfunctions</c> in XDG_CACHE_HOME, else
    /// <c>~/.cache/dreamfunctions</c>.
    /// </summary>
    public static string Cache() => Cache(Environment.GetEnvironmentVariable);

    /// <summary>
    /// The folders to search: those that DREAM_MODELS names (separated as in PATH, or by semicolons), and
    /// <c>shared/models</c> beside the repository that the program runs from, where there is one.
    /// </summary>
    public static IReadOnlyList<string> Search() => Search(Environment.GetEnvironmentVariable, AppContext.BaseDirectory);

    internal static string Cache(Func<string, string?> variable)
    {
        if (variable("DREAM_CACHE") is { Length: > 0 } cache)
        {
            return cache;
        }

        return variable("XDG_CACHE_HOME") is { Length: > 0 } caches
            ? Path.Combine(caches, "dreamfunctions")
            : Path.Combine(Home(), ".cache", "dreamfunctions");
    }

    internal static IReadOnlyList<string> Search(Func<string, string?> variable, string program)
    {
        var folders = new List<string>();
        folders.AddRange((variable("DREAM_MODELS") ?? string.Empty)
            .Split([Path.PathSeparator, ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "DreamFunctions.sln")) && folder.Parent is { } beside)
            {
                folders.Add(Path.Combine(beside.FullName, "shared", "models"));
                break;
            }
        }

        return folders;
    }

    /// <summary>Where NuGet unpacks packages: NUGET_PACKAGES, else <c>~/.nuget/packages</c>.</summary>
    internal static string Packages(Func<string, string?> variable) =>
        variable("NUGET_PACKAGES") is { Length: > 0 } packages ? packages : Path.Combine(Home(), ".nuget", "packages");

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
