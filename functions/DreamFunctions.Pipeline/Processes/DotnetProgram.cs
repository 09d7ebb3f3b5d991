namespace DreamFunctions.Pipeline;

/// <summary>The program <c>dotnet</c> that runs this one, or another installation's.</summary>
public static class DotnetProgram
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Full path where it is known, else the bare name.</summary>
    public static string Path { get; } =
        Candidates().FirstOrDefault(File.Exists) ?? Programs.Find("dotnet") ?? "dotnet";

    private static IEnumerable<string> Candidates()
    {
        if (Environment.ProcessPath is { } own && System.IO.Path.GetFileName(own) == FileName)
            yield return own;
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host)
            yield return host;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return System.IO.Path.Combine(root, FileName);

        // .../shared/Microsoft.NETCore.App/10.0.x/ lies three below the installation of the runtime in use.
        yield return System.IO.Path.GetFullPath(System.IO.Path.Combine(
            System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", FileName));
    }
}
