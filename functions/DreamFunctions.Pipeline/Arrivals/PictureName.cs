using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Names of uploads come from strangers, and a dream, its JSON, its reason and its previews are named after them: <c>X</c>, <c>X.json</c>,
/// <c>X.error.json</c>, <c>X.preview.jpg</c> and <c>X.preview-1.jpg</c>. Names whose address would lie elsewhere than they say, or whose
/// files would be another dream's or the pipeline's own, are refused; in every container alike.
/// </summary>
public static partial class PictureName
{
    private const string ReasonEnding = ".error.json";

    // What storage takes (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
    private const int MostCharacters = 1024, MostSegments = 254;

    // Before a name lie two folders at most, one of them a container's (63 characters); behind it at most the ending of a preview.
    private const int Before = 75, Behind = 15, FoldersBefore = 2;
    private const int Longest = MostCharacters - Before - Behind;

    /// <summary>What is wrong with a name, as a sentence that says what to do; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        if (AddressProblem(name) is { } problem)
            return problem;
        Match taken = Taken().Match(name);
        return taken.Success ? $"Its name ends in {taken.Value}, as files beside dreams do. Rename it." : null;
    }

    /// <summary>Where the reason for an upload's having no dream lies: beside where the dream would, if that can be.</summary>
    public static string ReasonOf(string name) =>
        AddressProblem(name) is null
            ? name + ReasonEnding
            : $"{OwnFolders.UnusableNames}{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan())))[..32]}{ReasonEnding}";

    // A path's dot segments are resolved by whoever makes an address of it, and so is a backslash; the rest has no address at all.
    // And what lies in a folder of the pipeline's own, or is too long to have a file beside it, has none that a reason could be at.
    private static string? AddressProblem(string name)
    {
        if (name.Length == 0)
            return "It has no name.";
        if (name.Any(char.IsControl) || !IsWhole(name))
            return "Its name has characters that cannot be shown. Rename it.";
        string[] segments = name.Split('/', '\\');
        if (name.Contains('\\') || segments.Any(segment => segment.Length == 0 || segment.EndsWith('.')))
            return "Its name has a backslash, an empty folder, or a part that ends in a dot. Rename it.";
        if (OwnFolders.Of(name) is { } own)
            return $"It lies in '{own}', a folder that dreams keep for something else. Move it to another one.";
        if (name.Length > Longest)
            return $"Its name has {name.Length} characters; at most {Longest} are accepted. Give it a shorter one.";
        const int Deepest = MostSegments - FoldersBefore;
        return segments.Length > Deepest ? $"It lies in {segments.Length - 1} folders; at most {Deepest - 1} are accepted." : null;
    }

    [GeneratedRegex(@"(\.json|\.error|\.preview(-\d+)?\.jpg)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Taken();

    // Half of a character would become the same address as every other half, and these two are no characters (Unicode 23.7).
    private static bool IsWhole(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (rune.Value & 0xFFFE) == 0xFFFE)
                return false;
        }

        return true;
    }
}
