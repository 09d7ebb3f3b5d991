using System.IO.Compression;

namespace DreamFunctions.Nets.Tests;

/// <summary>The smallest NuGet package that can be restored.</summary>
internal static class Package
{
    public static void Write(string path, string id, string version, string entry, string content)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, $"{id}.nuspec", $"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2010/07/nuspec.xsd">
              <metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>test</description></metadata>
            </package>
            """);
        Add(zip, entry, content);
    }

    private static void Add(ZipArchive zip, string entry, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
        writer.Write(content);
    }
}
