using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace DreamFunctions.House.Tests;

/// <summary>House rules that a glance at the text can hold.</summary>
public partial class SourceTests
{
    private const int LinesAtMost = 300;

    // 130 is the aim (.editorconfig); beyond this a line is past what anybody reads in one go.
    private const int ColumnsAtMost = 160;

    [Fact]
    public void A_file_of_a_room_is_short_enough_to_read_in_one_go() =>
        Assert.Empty(
            from file in WorkingTree.Files("*.cs", "functions")
            let lines = WorkingTree.Lines(file).Length
            where lines > LinesAtMost
            select $"{file}: {lines} lines, at most {LinesAtMost}");

    [Fact]
    public void A_line_fits_on_the_screen() =>
        Assert.Empty(
            from pattern in new[] { "*.cs", "*.bicep" }
            from file in WorkingTree.Files(pattern, "functions", "tests", "infra")
            from line in WorkingTree.Lines(file).Index()
            where line.Item.Length > ColumnsAtMost
            select $"{file}:{line.Index + 1}: {line.Item.Length} columns, at most {ColumnsAtMost}");

    [Fact]
    public void Dreaming_draws_nothing_from_clock_or_chance_of_its_own() =>
        Assert.Empty(
            from file in WorkingTree.Files("*.cs", "functions/DreamFunctions.Dreaming")
            from line in WorkingTree.Lines(file)
            where Ambient().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void Package_versions_stand_in_one_file_only() =>
        Assert.Empty(
            from file in WorkingTree.Files("*.csproj", "functions", "tests")
            from reference in XDocument.Load(Repository.PathOf(file)).Descendants()
            where reference.Name.LocalName is "PackageReference" or "PackageDownload"
            let version = (string?)reference.Attribute("Version") ?? (string?)reference.Attribute("VersionOverride")
            where version is not null && version.Any(char.IsDigit)
            select $"{file}: {(string?)reference.Attribute("Include")} {version}");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("DreamFunctions.sln")).Replace('\\', '/');
        Assert.DoesNotContain(
            WorkingTree.Files("*.csproj", "functions", "tests"),
            file => !solution.Contains(file, StringComparison.Ordinal));
    }

    [Fact]
    public void Lock_files_name_no_registry() =>
        Assert.DoesNotContain(
            WorkingTree.Files("package-lock.json", "functions", "tests", "infra"),
            file => File.ReadAllText(Repository.PathOf(file)).Contains("\"resolved\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("var r = new Random(3);")]
    [InlineData("Random.Shared.Next()")]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("Stopwatch.StartNew()")]
    public void Clock_and_chance_are_recognised(string line) => Assert.Matches(Ambient(), line);

    [GeneratedRegex(@"\b(new Random|Random\.Shared|DateTime(Offset)?\.(Utc)?Now|Guid\.NewGuid|Stopwatch|Environment\.\w+)\b")]
    private static partial Regex Ambient();
}
