using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Xml.Linq;

namespace DreamFunctions.House.Tests;

/// <summary>What one room leans on, from three places that can disagree: project file, assembly, restored packages.</summary>
/// <param name="Name">Without the prefix: "Pipeline".</param>
/// <param name="Projects">Rooms in the project file.</param>
/// <param name="Types">Rooms whose types the built assembly uses.</param>
/// <param name="Packages">Packages named in the project file.</param>
/// <param name="AllPackages">Packages that come along with them, too.</param>
internal sealed record Room(
    string Name,
    IReadOnlyList<string> Projects,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> AllPackages)
{
    private const string Prefix = "DreamFunctions.";

    public static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(Repository.PathOf("functions"), Prefix + "*").Select(RoomOf).Order(StringComparer.Ordinal);

    public static Room Read(string name)
    {
        var folder = Repository.PathOf("functions", Prefix + name);
        var project = XDocument.Load(Path.Combine(folder, Prefix + name + ".csproj"));
        var assembly = Path.Combine(folder, "bin", WorkingTree.Configuration, "net10.0", Prefix + name + ".dll");
        return new(
            name,
            [.. Includes(project, "ProjectReference").Select(path => RoomOf(Path.GetFileNameWithoutExtension(path)))],
            TypesUsedBy(File.ReadAllBytes(assembly)),
            [.. Includes(project, "PackageReference")],
            PackagesOf(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json"))));
    }

    /// <summary>The rooms in an assembly's reference table; the compiler lists only those whose types are used.</summary>
    public static IReadOnlyList<string> TypesUsedBy(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.AssemblyReferences
               let name = metadata.GetString(metadata.GetAssemblyReference(handle).Name)
               where name.StartsWith(Prefix, StringComparison.Ordinal)
               select RoomOf(name),
        ];
    }

    private static string[] PackagesOf(string assets)
    {
        using var json = JsonDocument.Parse(assets);
        return
        [
            .. from library in json.RootElement.GetProperty("libraries").EnumerateObject()
               where library.Value.GetProperty("type").GetString() == "package"
               select library.Name.Split('/')[0],
        ];
    }

    private static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();

    private static string RoomOf(string path) => Path.GetFileName(path)[Prefix.Length..];
}
