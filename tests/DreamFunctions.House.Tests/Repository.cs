namespace DreamFunctions.House.Tests;

/// <summary>The working tree these tests were built in, and what of it was built.</summary>
internal static class Repository
{
    /// <summary>The folder with DreamFunctions.sln, found by walking up from the test's own output.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: the rooms are looked at in the configuration in which this test was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Files below the given folders, without what tools left there; paths from the root, with slashes.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) =>
        from folder in folders
        where Directory.Exists(PathOf(folder))
        from file in Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults")
        orderby path
        select path;

    public static string[] Lines(string path) => File.ReadAllLines(PathOf(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DreamFunctions.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("DreamFunctions.sln is in no folder above the tests.");
    }
}
