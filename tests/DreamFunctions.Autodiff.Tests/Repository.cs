namespace DreamFunctions.Autodiff.Tests;

/// <summary>The working tree that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DreamFunctions.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("DreamFunctions.sln is in no folder above the tests.");
    }
}
