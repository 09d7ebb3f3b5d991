namespace DreamFunctions.Local.Tests;

/// <summary>The programs under test where they were built, with what belongs beside them.</summary>
internal static class Programs
{
    /// <summary>The output folder of DreamFunctions.Local, of the same configuration as these tests.</summary>
    public static string Folder { get; } = FindFolder();

    public static string Dream => Path.Combine(Folder, "DreamFunctions.Local.dll");

    public static string TileWorker => Path.Combine(Folder, "DreamFunctions.TileWorker.dll");

    private static string FindFolder()
    {
        // .../tests/DreamFunctions.Local.Tests/bin/Debug/net10.0
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(
            root.FullName, "functions", "DreamFunctions.Local", "bin", framework.Parent.Name, framework.Name);
    }
}
