using System.Diagnostics;

namespace DreamFunctions.Nets;

/// <summary>
/// A file inside a NuGet package. Packages are restored by <c>dotnet</c>, so by the user's own sources and proxies.
/// </summary>
internal static class PackageFile
{
    /// <summary>Where the file is, if the package has been restored into this folder.</summary>
    public static string In(string packages, PackageSource source)
    {
        // NuGet's layout of this folder is in lower case.
#pragma warning disable CA1308
        var folder = Path.Combine(packages, source.Package.ToLowerInvariant(), source.Version.ToLowerInvariant());
#pragma warning restore CA1308
        return Path.Combine([folder, .. source.Path.Split('/')]);
    }

    /// <summary>Restores the package into the scratch folder and moves the file to its path.</summary>
    /// <returns>Whether it is there; if not, a note says why.</returns>
    public static async Task<bool> RestoreAsync(
        PackageSource source, string path, string scratch, List<string> notes, CancellationToken cancellation)
    {
        var project = Path.Combine(scratch, "fetch.csproj");
        var packages = Path.Combine(scratch, "packages");
        await System.IO.File.WriteAllTextAsync(project, ProjectOf(source), cancellation).ConfigureAwait(false);

        // Files of these names in folders above the cache would otherwise change what this project means.
        await System.IO.File.WriteAllTextAsync(Path.Combine(scratch, "Directory.Build.props"), "<Project />", cancellation)
            .ConfigureAwait(false);
        await System.IO.File.WriteAllTextAsync(Path.Combine(scratch, "Directory.Packages.props"), "<Project />", cancellation)
            .ConfigureAwait(false);

        var (exit, output) = await DotnetAsync(scratch, ["restore", project, "--packages", packages], cancellation)
            .ConfigureAwait(false);
        if (exit != 0)
        {
            notes.Add($"'dotnet restore' of {source.Package} {source.Version} failed: {output}");
            return false;
        }

        var restored = In(packages, source);
        if (!System.IO.File.Exists(restored))
        {
            notes.Add($"The package {source.Package} {source.Version} has no {source.Path}.");
            return false;
        }

        System.IO.File.Move(restored, path);
        return true;
    }

    private static string ProjectOf(PackageSource source) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="{source.Package}" Version="[{source.Version}]" />
          </ItemGroup>
        </Project>
        """;

    private static async Task<(int Exit, string Output)> DotnetAsync(
        string folder, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // Build servers would outlive the restore.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, $"the .NET SDK is not installed here ({exception.Message}).");
        }

        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return (process.ExitCode, $"{output} {await errors.ConfigureAwait(false)}".ReplaceLineEndings(" ").Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
