namespace DreamFunctions.House.Tests;

/// <summary>The files of the repository, and what of it was built.</summary>
internal static class WorkingTree
{
    /// <summary>Debug or Release: the rooms are looked at in the configuration in which this test was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Files below the given folders, without what tools left there; paths from the root, with slashes.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) =>
        from folder in folders
        where Directory.Exists(Repository.PathOf(folder))
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults")
        orderby path
        select path;

    public static string[] Lines(string path) => File.ReadAllLines(Repository.PathOf(path));
}
