using System.Text.RegularExpressions;

namespace DreamFunctions.Infra.Tests;

/// <summary>A Dockerfile as instructions: comments gone, continued lines joined.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(string text)
    {
        var lines = text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'));
        var joined = Continued().Replace(string.Join('\n', lines), " ");
        Instructions =
        [
            .. from line in joined.Split('\n')
               where line.Trim().Length > 0
               let parts = line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries)
               select (parts[0].ToUpperInvariant(), parts.Length > 1 ? Blanks().Replace(parts[1], " ") : ""),
        ];
    }

    public IReadOnlyList<(string Name, string Text)> Instructions { get; }

    /// <summary>The instructions of the last stage, which is what runs.</summary>
    public IEnumerable<(string Name, string Text)> Final =>
        Instructions.Skip(Instructions.Index().Last(i => i.Item.Name == "FROM").Index);

    public static Dockerfile Parse(string text) => new(text);

    public IEnumerable<string> All(string name) => Instructions.Where(i => i.Name == name).Select(i => i.Text);

    /// <summary>What each COPY takes from the folder that is built from (not from another stage).</summary>
    public IEnumerable<string> Copied() =>
        from rest in All("COPY")
        where !rest.StartsWith("--from", StringComparison.Ordinal)
        from source in rest.Split(' ')[..^1]
        where !source.StartsWith("--", StringComparison.Ordinal)
        select source;

    [GeneratedRegex(@"\\\s*\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
