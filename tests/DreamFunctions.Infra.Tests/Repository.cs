namespace DreamFunctions.Infra.Tests;

/// <summary>The working tree these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder with DreamFunctions.sln, found by walking up from the test's own output.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DreamFunctions.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("DreamFunctions.sln is in no folder above the tests.");
    }
}
