using System.Text.Json.Nodes;

namespace DreamFunctions.Pipeline;

/// <summary>Settings from several places, the more specific ones laid over the others.</summary>
public static class SettingsOverlay
{
    // What a key makes meaningless of what was said before: another net has other layers, another picture another checksum.
    private static readonly Dictionary<string, string[]> Replaces = new()
    {
        ["model"] = ["layer", "targets"],
        ["layer"] = ["targets"],
        ["targets"] = ["layer"],
        ["guide"] = ["guideSha256"],
        ["mask"] = ["maskSha256"],
    };

    /// <summary>Lays the keys of one object over another, which is changed.</summary>
    /// <param name="settings">What was said in general.</param>
    /// <param name="specific">What is said more specifically.</param>
    public static void Lay(JsonObject settings, JsonObject specific)
    {
        foreach (string outdated in specific.SelectMany(entry => Replaces.GetValueOrDefault(entry.Key, [])))
            settings.Remove(outdated);
        foreach ((string key, JsonNode? value) in specific)
            settings[key] = value?.DeepClone();
    }
}
