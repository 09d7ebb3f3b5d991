namespace DreamFunctions.Nets;

/// <summary>Lists of class names that come with the program.</summary>
internal static class ClassNames
{
    public const string ImageNet = "imagenet-1000";

    public static bool Known(string list) => list == ImageNet;

    /// <summary>A class a line; lines that begin with # are comments.</summary>
    public static IReadOnlyList<string> Read(string list)
    {
        var assembly = typeof(ClassNames).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith($"{list}.txt", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];
    }
}
