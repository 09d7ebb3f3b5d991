using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DreamFunctions.App.Tests;

/// <summary>The app as <c>dotnet publish</c> makes it, once for all tests of this project.</summary>
public sealed class PublishedApp : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("dream-app-");

    public PublishedApp()
    {
        string configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}") ? "Release" : "Debug";
        ProcessStartInfo publish = new("dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "publish", "functions/DreamFunctions.App", "-c", configuration, "--no-restore", "-o", folder.FullName, "-nologo", "-v", "quiet",
        ];
        foreach (string argument in arguments)
            publish.ArgumentList.Add(argument);
        // A test run's own build servers and properties are not the published app's.
        publish.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(publish)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}:\n{output}{errors.Result}");
    }

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    public JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(PathOf(file)))!;

    public IEnumerable<string> Files => folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name);

    public void Dispose() => folder.Delete(recursive: true);
}
