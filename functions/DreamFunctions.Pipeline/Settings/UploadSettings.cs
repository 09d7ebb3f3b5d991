using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The settings of an upload that nobody gave any with: the pipeline's own, over them <c>dream.json</c> at the container's root,
/// then for each folder of its path the preset of that name and the folder's <c>dream.json</c>, then the JSON beside it
/// (<c>{name}.json</c>), then its metadata (<c>dream_octaves: 3</c>). What is later wins.
/// </summary>
public static class UploadSettings
{
    /// <summary>The settings of a container or a folder.</summary>
    public const string FileName = "dream.json";

    /// <summary>The largest file of settings, in bytes: a thousand times what they take.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>What metadata keys that are settings begin with; behind it the key, upper and lower case alike.</summary>
    public const string MetadataPrefix = "dream_";

    /// <summary>Gathers the settings of an upload.</summary>
    /// <param name="uploads">Its container.</param>
    /// <param name="name">Its name.</param>
    /// <param name="usual">The pipeline's own settings.</param>
    /// <exception cref="SettingsException">A place has an unknown key or a value of the wrong type; the message says which place.</exception>
    public static async Task<DreamSettings> GatherAsync(BlobContainerClient uploads, string name, DreamSettings usual)
    {
        JsonObject settings = JsonSerializer.SerializeToNode(usual, SettingsRules.Json)!.AsObject();
        await LayFileAsync(settings, uploads, FileName);
        string[] path = name.Split('/');
        for (int depth = 1; depth < path.Length; depth++)
        {
            if (Presets.Find(path[depth - 1]) is { } preset)
                SettingsOverlay.Lay(settings, preset);
            await LayFileAsync(settings, uploads, string.Join('/', [.. path[..depth], FileName]));
        }

        await LayFileAsync(settings, uploads, $"{name}.json");
        Lay(settings, await MetadataAsync(uploads, name), $"the metadata of '{name}'");
        return SettingsRules.Parse(settings.ToJsonString());
    }

    // Which of two would count is not for a reader to guess; and the second is found only when somebody looks.
    private static readonly JsonDocumentOptions OnceEach = new() { AllowDuplicateProperties = false };

    private static async Task LayFileAsync(JsonObject settings, BlobContainerClient uploads, string file)
    {
        try
        {
            using BlobDownloadStreamingResult lying = await uploads.GetBlobClient(file).DownloadStreamingAsync();
            if (lying.Details.ContentLength > MostBytes)
                throw new SettingsException($"'{file}' has {lying.Details.ContentLength:N0} bytes; settings have at most {MostBytes:N0}.");
            BinaryData found = await BinaryData.FromStreamAsync(lying.Content);
            if (JsonNode.Parse(found.ToMemory().Span, documentOptions: OnceEach) is not JsonObject json)
                throw new SettingsException($"'{file}' holds no JSON object; settings look like {{\"octaves\": 4}}.");
            // A dream's own JSON will do.
            Lay(settings, json["settings"] is JsonObject inner ? inner : json, $"'{file}'");
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The usual case.
        }
        catch (JsonException e)
        {
            throw new SettingsException($"'{file}' is not JSON: {e.Message}");
        }
    }

    private static void Lay(JsonObject settings, JsonObject specific, string place)
    {
        try
        {
            SettingsRules.Parse(specific.ToJsonString());
        }
        catch (SettingsException e)
        {
            throw new SettingsException($"In {place}: {e.Message}");
        }

        SettingsOverlay.Lay(settings, specific);
    }

    private static async Task<JsonObject> MetadataAsync(BlobContainerClient uploads, string name)
    {
        BlobProperties properties;
        try
        {
            properties = await uploads.GetBlobClient(name).GetPropertiesAsync();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        JsonObject settings = [];
        foreach ((string key, string value) in properties.Metadata)
        {
            if (!key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            string asked = key[MetadataPrefix.Length..];
            PropertyInfo? property = SettingsRules.Properties.FirstOrDefault(each => each.Name.Equals(asked, StringComparison.OrdinalIgnoreCase));
            settings[property is null ? asked : SettingsRules.KeyOf(property)] = ValueOf(property, value);
        }

        return settings;
    }

    // Metadata is text; what is a number there is one here, or the rules refuse it with its key.
    private static JsonValue ValueOf(PropertyInfo? property, string text)
    {
        Type? type = property is null ? null : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type is null || type == typeof(string) || type.IsEnum)
            return JsonValue.Create(text);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return JsonValue.Create(whole);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
