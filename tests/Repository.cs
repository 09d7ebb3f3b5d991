namespace DreamFunctions.Tests;

/// <summary>The working tree that these tests were built in; part of every test project.</summary>
internal static class Repository
{
    /// <summary>The folder with DreamFunctions.sln, found by walking up from the test's own output.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path from the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// Whether a file says what the code says now, so that a change of it is meant. With DREAM_GOLDEN=1 the file is written anew;
    /// look at what changed.
    /// </summary>
    public static bool Says(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("DREAM_GOLDEN") == "1")
            File.WriteAllText(path, text);
        return File.ReadAllText(path) == text;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DreamFunctions.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("DreamFunctions.sln is in no folder above the tests.");
    }
}
