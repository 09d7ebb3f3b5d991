using System.Text.RegularExpressions;
using Xunit;

namespace DreamFunctions.House.Tests;

/// <summary>Names that say nothing, and words that the code base has a better one for, stay out.</summary>
public partial class NamingTests
{
    private static readonly HashSet<string> Unwanted = new(StringComparer.OrdinalIgnoreCase)
    {
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Processor",
        "Chunk", "Chunks", "Patch", "Patches", "Loss",
    };

    [Fact]
    public void No_file_has_an_unwanted_word_in_its_name() =>
        Assert.Empty(
            from file in WorkingTree.Files("*", "functions", "tests", "infra")
            from word in UnwantedIn(Path.GetFileNameWithoutExtension(file))
            select $"{file}: {word}");

    [Fact]
    public void No_type_has_an_unwanted_word_in_its_name() =>
        Assert.Empty(
            from file in WorkingTree.Files("*.cs", "functions", "tests")
            from line in WorkingTree.Lines(file)
            from type in TypesDeclaredIn(line)
            from word in UnwantedIn(type)
            select $"{file}: {type}: {word}");

    [Theory]
    [InlineData("BlobManager", "Manager")]
    [InlineData("ImageUtils", "Utils")]
    [InlineData("tile_processor", "processor")]
    [InlineData("PatchGrid", "Patch")]
    public void An_unwanted_word_is_found(string name, string word) => Assert.Equal([word], UnwantedIn(name));

    [Theory]
    [InlineData("Dispatcher")]
    [InlineData("GlossaryTests")]
    [InlineData("TileGrid")]
    public void A_word_is_more_than_its_letters(string name) => Assert.Empty(UnwantedIn(name));

    [Theory]
    [InlineData("public sealed record class ImageHelper(int X);", "ImageHelper")]
    [InlineData("internal readonly record struct Shift(int X, int Y);", "Shift")]
    [InlineData("    file static class Inner<T>", "Inner")]
    [InlineData("/// <summary>A class that is none.</summary>", null)]
    public void A_declared_type_is_recognised(string line, string? type) =>
        Assert.Equal(type is null ? [] : [type], TypesDeclaredIn(line));

    private static IEnumerable<string> UnwantedIn(string name) =>
        Words().Matches(name).Select(match => match.Value).Where(Unwanted.Contains);

    private static IEnumerable<string> TypesDeclaredIn(string line) =>
        Declaration().Matches(line).Select(match => match.Groups[1].Value);

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")]
    private static partial Regex Words();

    [GeneratedRegex(@"^[a-z\s]*\b(?:record class|record struct|record|class|struct|interface|enum)\s+(?!class\b|struct\b)(\w+)")]
    private static partial Regex Declaration();
}
