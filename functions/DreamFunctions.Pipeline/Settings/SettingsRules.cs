using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DreamFunctions.Nets;

namespace DreamFunctions.Pipeline;

/// <summary>Settings that cannot be dreamed; the message names each key, its value and what is allowed.</summary>
public sealed class SettingsException(string message) : Exception(message.Length > MostWords ? $"{message[..MostWords]}..." : message)
{
    // It names values, which may be as long as somebody likes; it goes into logs and files of reasons.
    private const int MostWords = 2000;
}

/// <summary>The one place where settings are read, checked and described.</summary>
public static class SettingsRules
{
    /// <summary>How settings (and all of the pipeline's records) are written as JSON: camel case, unknown keys refused.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads settings from JSON; what is not given keeps its default.</summary>
    /// <exception cref="SettingsException">Not JSON, an unknown key, or a value of the wrong type.</exception>
    public static DreamSettings Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<DreamSettings>(json, Json)
                ?? throw new SettingsException("The settings are `null`; give a JSON object, for example {\"octaves\": 4}.");
        }
        catch (JsonException e)
        {
            string keys = string.Join(", ", Properties.Select(KeyOf));
            throw new SettingsException($"The settings cannot be read: {FirstSentence(e.Message)} (at {e.Path}). Known keys: {keys}.");
        }
    }

    /// <summary>
    /// Checks every value against its range and the net and layer against the catalogue, and returns the settings with the
    /// layer's own name filled in.
    /// </summary>
    /// <exception cref="SettingsException">At least one value is not allowed; all of them are named.</exception>
    public static DreamSettings Check(DreamSettings settings, NetCatalogue nets)
    {
        List<string> problems = [.. Properties.Select(p => RangeProblem(p, settings)).OfType<string>()];
        string? layer = null;
        try
        {
            NetCard net = nets.NetNamed(settings.Model);
            if (settings.Targets is null)
                layer = net.LayerNamed(settings.Layer ?? net.DefaultLayer).Name;
            else if (TargetsProblem(settings, net) is { } problem)
                problems.Add(problem);
        }
        catch (Exception e) when (e is UnknownNetException or UnknownLayerException)
        {
            problems.Add(e.Message);
        }

        problems.AddRange(MaterialProblems("guide", settings.Guide, settings.GuideSha256));
        problems.AddRange(MaterialProblems("mask", settings.Mask, settings.MaskSha256));
        if (settings.Start == DreamBeginning.Photo && settings.Size is { } size)
            problems.Add($"size is '{size}' and start is photo; allowed: a size with another start. A photo keeps its own.");

        if (settings.Halo is { } halo && settings.Mode == DreamMode.Fast)
        {
            int feather = settings.Feather ?? DreamPlanner.DefaultFeather, reach = (settings.Jitter + 1) / 2;
            if (halo < reach + feather)
                problems.Add($"halo is {halo}; it must be at least half the jitter plus the feather, {reach} + {feather} = "
                    + $"{reach + feather}: a tile needs context beyond what it blends. Give a larger halo, or a smaller jitter or feather.");
        }

        if (settings.Tile is { } tile && 2 * (settings.Feather ?? DreamPlanner.DefaultFeather) > tile)
            problems.Add($"feather is {settings.Feather ?? DreamPlanner.DefaultFeather}; allowed: at most half of tile, {tile / 2}.");
        return problems.Count == 0
            ? settings with { Layer = layer }
            : throw new SettingsException(string.Join(" ", problems));
    }

    /// <summary>The JSON schema of <see cref="DreamSettings"/>, made from the record and its attributes.</summary>
    public static JsonNode Schema()
    {
        JsonNode schema = Json.GetJsonSchemaAsNode(typeof(DreamSettings), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context.PropertyInfo?.AttributeProvider, node),
        });
        JsonObject described = (JsonObject)schema;
        described.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        described.Insert(1, "title", "DreamFunctions settings");
        return described;
    }

    /// <summary>The settings' properties, in the order of the record.</summary>
    public static IReadOnlyList<PropertyInfo> Properties { get; } = typeof(DreamSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>The JSON key of a property.</summary>
    public static string KeyOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static IEnumerable<string> MaterialProblems(string key, string? name, string? checksum)
    {
        if (name is not null && !Materials.IsName(name))
            yield return $"{key} is '{name}'; allowed: the name of a picture, without a folder.";
        if (checksum is not null && name is null)
            yield return $"{key}Sha256 is '{checksum}'; it needs a {key}.";
    }

    private static string? TargetsProblem(DreamSettings settings, NetCard net)
    {
        if (settings.Layer is { } layer)
            return $"layer is '{layer}' and targets is '{settings.Targets}'; allowed: one of the two.";
        try
        {
            IReadOnlyList<DreamTarget> targets = DreamTarget.Parse(settings.Targets!, net);
            return settings.Guide is null || targets.Any(target => target is LayerTarget { Channels.Count: 0 })
                ? null
                : $"guide is '{settings.Guide}' and targets is '{settings.Targets}'; allowed: at least one whole layer, which follows the guide.";
        }
        catch (Exception e) when (e is FormatException or UnknownLayerException or UnknownClassException)
        {
            return $"targets is '{settings.Targets}': {e.Message.TrimEnd('.')}; allowed: {DreamTarget.Form}.";
        }
    }

    private static string? RangeProblem(PropertyInfo property, DreamSettings settings)
    {
        object? value = property.GetValue(settings);
        if (value is Enum mode && !Enum.IsDefined(mode.GetType(), mode))
            return $"{KeyOf(property)} is {value}; allowed: {string.Join(", ", Enum.GetNames(mode.GetType())).ToLowerInvariant()}.";
        if (value is string text && property.GetCustomAttribute<RegularExpressionAttribute>() is { } form && !form.IsValid(text))
            return $"{KeyOf(property)} is '{text}'; allowed: {property.GetCustomAttribute<DescriptionAttribute>()!.Description}.";
        if (value is null || property.GetCustomAttribute<RangeAttribute>() is not { } range)
            return null;
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        bool inside = number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)
            && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        return inside ? null : string.Create(CultureInfo.InvariantCulture,
            $"{KeyOf(property)} is {value}; allowed: {range.Minimum} to {range.Maximum}.");
    }

    private static JsonNode Describe(ICustomAttributeProvider? property, JsonNode node)
    {
        if (node is not JsonObject schema || property is null)
            return node;
        if (property.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute text, ..])
            schema["description"] = text.Description;
        if (property.GetCustomAttributes(typeof(RangeAttribute), false) is [RangeAttribute range, ..])
        {
            schema["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
            schema["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        }

        if (property.GetCustomAttributes(typeof(RegularExpressionAttribute), false) is [RegularExpressionAttribute form, ..])
            schema["pattern"] = form.Pattern;

        return schema;
    }

    private static string FirstSentence(string message) =>
        message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0].TrimEnd('.', ' ').ReplaceLineEndings(" ");
}
