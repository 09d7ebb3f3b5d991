using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Names of uploads come from strangers, and a dream, its JSON and its reason are named after them: <c>X</c>, <c>X.json</c> and
/// <c>X.error.json</c>. Names whose address would lie elsewhere than they say, or whose files would be another dream's, are refused.
/// </summary>
public static class PictureName
{
    private static readonly string[] Taken = [".json", ".error"];
    private const string ReasonEnding = ".error.json";

    // What storage takes (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
    private const int MostCharacters = 1024, MostSegments = 254;

    /// <summary>What is wrong with a name, as a sentence that says what to do; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        if (AddressProblem(name) is { } problem)
            return problem;
        if (name.Length > MostCharacters - ReasonEnding.Length)
            return $"Its name has {name.Length} characters; at most {MostCharacters - ReasonEnding.Length} are accepted. Give it a shorter one.";
        string? taken = Taken.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return taken is null ? null : $"Its name ends in {taken}, as files beside dreams do. Rename it.";
    }

    /// <summary>Where the reason for an upload's having no dream lies: beside where the dream would, if that can be.</summary>
    public static string ReasonOf(string name) =>
        AddressProblem(name) is null && name.Length <= MostCharacters - ReasonEnding.Length
            ? name + ReasonEnding
            : $"unusable-names/{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan())))[..32]}{ReasonEnding}";

    // A path's dot segments are resolved by whoever makes an address of it, and so is a backslash; the rest has no address at all.
    private static string? AddressProblem(string name)
    {
        if (name.Length == 0)
            return "It has no name.";
        if (name.Any(char.IsControl) || !IsWhole(name))
            return "Its name has characters that cannot be shown. Rename it.";
        string[] segments = name.Split('/', '\\');
        if (name.Contains('\\') || segments.Any(segment => segment.Length == 0 || segment.EndsWith('.')))
            return "Its name has a backslash, an empty folder, or a part that ends in a dot. Rename it.";
        return segments.Length > MostSegments ? $"It lies in {segments.Length - 1} folders; at most {MostSegments - 1} are accepted." : null;
    }

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
