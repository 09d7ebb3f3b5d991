using System.CommandLine;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>
/// The options of <see cref="DreamSettings"/>, made from the record's properties: octaveScale is <c>--octave-scale</c>. What is
/// not given is taken from <c>--settings</c>, a JSON file (a dream's own JSON has such settings in it), else the default.
/// </summary>
internal sealed class SettingsOptions
{
    private readonly Option<FileInfo?> file = new("--settings")
    {
        Description = "a JSON file of settings, the JSON beside a dream, or the dream itself; options given here win",
    };

    private readonly Option<string?> preset = new("--preset")
    {
        Description = $"settings by name: {string.Join(", ", Presets.Names)}; a file of settings and options win over it",
        HelpName = "name",
    };

    private readonly (PropertyInfo Property, Option<string?> Option)[] options =
        [.. SettingsRules.Properties.Select(property => (property, OptionOf(property)))];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (_, option) in options)
            command.Add(option);
        command.Add(file);
        command.Add(preset);
    }

    /// <summary>The settings that a command line asks for, types checked and ranges not yet.</summary>
    /// <exception cref="CommandException">A value is not of its type, or the file cannot be read.</exception>
    /// <exception cref="SettingsException">The file has unknown keys.</exception>
    public DreamSettings Read(ParseResult arguments)
    {
        var json = arguments.GetValue(preset) is { } named ? Presets.Named(named) : [];
        if (arguments.GetValue(file) is { } chosen)
            SettingsOverlay.Lay(json, ReadFile(chosen));
        var given = new JsonObject();
        foreach (var (property, option) in options)
        {
            if (arguments.GetValue(option) is { } text)
                given[SettingsRules.KeyOf(property)] = ValueOf(property, option.Name, text);
        }

        SettingsOverlay.Lay(json, given);
        return SettingsRules.Parse(json.ToJsonString());
    }

    /// <summary>The same with the files that they name.</summary>
    /// <inheritdoc cref="Read"/>
    public LocalMaterials ReadWithMaterials(ParseResult arguments) =>
        LocalMaterials.Find(Read(arguments), arguments.GetValue(file)?.DirectoryName);

    private static JsonObject ReadFile(FileInfo file)
    {
        try
        {
            // A dream may be as large as a picture; JSON may not.
            var most = PictureLimits.From(Environment.GetEnvironmentVariable).Bytes;
            var bytes = file.Length <= most ? File.ReadAllBytes(file.FullName) : [];
            if (PictureSettings.Read(bytes) is { } own)
                return own.DeepClone().AsObject();
            if (file.Length > UploadSettings.MostBytes)
                throw new CommandException($"'{file.Name}' has {file.Length:N0} bytes; settings have at most {UploadSettings.MostBytes:N0}.");
            var json = JsonNode.Parse(bytes) as JsonObject
                ?? throw new CommandException($"'{file.Name}' holds no JSON object; settings look like {{\"octaves\": 4}}.");

            // A dream's report.
            return json["settings"] is JsonObject inner ? inner.DeepClone().AsObject() : json;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"The settings in '{file.Name}' cannot be read: {error.Message}", error);
        }
    }

    private static Option<string?> OptionOf(PropertyInfo property)
    {
        var name = "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name);
        var option = new Option<string?>(name) { Description = Describe(property), HelpName = HelpName(property) };
        if (TypeOf(property) is { IsEnum: true } choices)
            option.AcceptOnlyFromAmong(Words(choices));
        return option;
    }

    private static string Describe(PropertyInfo property)
    {
        var text = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? property.Name;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            text += string.Create(CultureInfo.InvariantCulture, $" ({range.Minimum} to {range.Maximum})");
        return property.GetValue(new DreamSettings()) is { } value
            ? $"{text} [default: {Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant()}]"
            : text;
    }

    private static string HelpName(PropertyInfo property) => TypeOf(property) switch
    {
        { IsEnum: true } choices => string.Join('|', Words(choices)),
        var type => type == typeof(string) ? "name" : "number",
    };

    private static string[] Words(Type choices) => [.. Enum.GetNames(choices).Select(word => word.ToLowerInvariant())];

    private static Type TypeOf(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static JsonValue ValueOf(PropertyInfo property, string option, string text)
    {
        var type = TypeOf(property);
        if (type == typeof(string) || type.IsEnum)
            return JsonValue.Create(text);
        if (type == typeof(double))
        {
            var read = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            return read && double.IsFinite(number)
                ? JsonValue.Create(number)
                : throw new CommandException($"{option} is '{text}'; give a number, for example 1.5.");
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            throw new CommandException($"{option} is '{text}'; give a whole number.");
        return type == typeof(int) && whole is (< int.MinValue or > int.MaxValue)
            ? throw new CommandException($"{option} is {text}; that is far out of its range.")
            : JsonValue.Create(whole);
    }
}
