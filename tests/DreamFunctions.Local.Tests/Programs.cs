namespace DreamFunctions.Local.Tests;

/// <summary>The programs under test where they were built, with what belongs beside them.</summary>
internal static class Programs
{
    /// <summary>The output folder of DreamFunctions.Local, of the same configuration as these tests.</summary>
    public static string Folder { get; } = FolderOf("functions", "DreamFunctions.Local");

    public static string Dream => Path.Combine(Folder, "DreamFunctions.Local.dll");

    public static string TileWorker => Path.Combine(Folder, "DreamFunctions.TileWorker.dll");

    public static string Faults => Path.Combine(FolderOf("tests", "faults"), "DreamFunctions.Faults.dll");

    private static string FolderOf(params string[] project)
    {
        // .../tests/DreamFunctions.Local.Tests/bin/Debug/net10.0
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Repository.PathOf(project), "bin", framework.Parent!.Name, framework.Name);
    }
}
