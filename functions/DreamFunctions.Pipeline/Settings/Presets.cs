using System.Text.Json.Nodes;

namespace DreamFunctions.Pipeline;

/// <summary>Settings that come with the program, by name. A folder of that name in the container of uploads asks for them.</summary>
public static class Presets
{
    private const string Ending = ".preset.json";

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Presets).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => name[..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A preset's keys; null where there is none of that name. Upper and lower case are the same.</summary>
    public static JsonObject? Find(string name)
    {
        if (Names.FirstOrDefault(each => each.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } known)
            return null;
        using Stream stream = typeof(Presets).Assembly.GetManifestResourceStream(known + Ending)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>A preset's keys.</summary>
    /// <exception cref="SettingsException">There is none of that name; the message names those that there are.</exception>
    public static JsonObject Named(string name) =>
        Find(name) ?? throw new SettingsException($"preset is '{name}'; allowed: {string.Join(", ", Names)}.");
}
