using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace DreamFunctions.Autodiff.Tests.Package;

/// <summary>The room as others get it: <c>dotnet pack</c>, and what then lies in the package.</summary>
public sealed class PackTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("dream-pack-");

    [Fact]
    public async Task The_package_is_complete()
    {
        // As built for this test; in its own process, as its user does it.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet",
            ["pack", Repository.PathOf("functions", "DreamFunctions.Autodiff"), "--no-build", "-c", configuration, "-o", folder.FullName,
                "-v", "quiet", "-nodeReuse:false"])
        { RedirectStandardOutput = true };
        using var pack = Process.Start(start)!;
        var said = await pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, said);

        using var package = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.nupkg")).FullName);
        string[] inside = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("lib/net10.0/DreamFunctions.Autodiff.dll", inside);
        Assert.Contains("lib/net10.0/DreamFunctions.Autodiff.xml", inside);
        Assert.Contains("README.md", inside);

        using var about = package.GetEntry("DreamFunctions.Autodiff.nuspec")!.Open();
        var nuspec = XDocument.Load(about).Root!.Elements().Single();
        string? Said(string name) => nuspec.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        Assert.Equal("DreamFunctions.Autodiff", Said("id"));
        Assert.Equal("MIT", Said("license"));
        Assert.Equal("README.md", Said("readme"));
        Assert.False(string.IsNullOrWhiteSpace(Said("description")));
        Assert.False(string.IsNullOrWhiteSpace(Said("tags")));
        Assert.Equal(["Google.Protobuf", "OnnxSharp"],
            nuspec.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!).Order());

        using var symbols = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.snupkg")).FullName);
        Assert.Contains("lib/net10.0/DreamFunctions.Autodiff.pdb", symbols.Entries.Select(e => e.FullName));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
