using System.Text.Json;

namespace DreamFunctions.Nets;

/// <summary>
/// Reads an object of a card strictly: each key once, of the right kind; <see cref="Done"/> refuses those that nobody read.
/// </summary>
internal sealed class CardKeys
{
    private readonly string _file;
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _unread = [];

    public CardKeys(string file, string path, JsonElement element)
    {
        (_file, _path) = (file, path);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new NetCardException(file, path, "is not an object.");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!_unread.TryAdd(property.Name, property.Value))
            {
                throw Wrong(property.Name, "is there twice.");
            }
        }
    }

    public bool Has(string key) => _unread.ContainsKey(key);

    public string Text(string key)
    {
        var element = Take(key, JsonValueKind.String, "a text");
        var text = element.GetString()!;
        return string.IsNullOrWhiteSpace(text) ? throw Wrong(key, "is empty.") : text;
    }

    public string Text(string key, Func<string, bool> fits, string expected)
    {
        var text = Text(key);
        return fits(text) ? text : throw Wrong(key, $"is '{text}', not {expected}.");
    }

    public int Count(string key)
    {
        var element = Take(key, JsonValueKind.Number, "a whole number");
        return element.TryGetInt32(out var count) && count > 0 ? count : throw Wrong(key, "is not a whole number above 0.");
    }

    public float Number(string key) => ToNumber(key, Take(key, JsonValueKind.Number, "a number"));

    public IReadOnlyList<float> Numbers(string key) =>
        [.. Take(key, JsonValueKind.Array, "a list").EnumerateArray().Select((element, i) => ToNumber($"{key}[{i}]", element))];

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var element in Take(key, JsonValueKind.Array, "a list").EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(element.GetString()))
            {
                throw Wrong($"{key}[{texts.Count}]", "is not a text.");
            }

            texts.Add(element.GetString()!);
        }

        return texts;
    }

    public CardKeys Object(string key) => new(_file, PathTo(key), Take(key, JsonValueKind.Object, "an object"));

    public IReadOnlyList<CardKeys> Objects(string key) =>
        [.. Take(key, JsonValueKind.Array, "a list").EnumerateArray()
            .Select((element, i) => new CardKeys(_file, PathTo($"{key}[{i}]"), element))];

    public NetCardException Wrong(string key, string problem) => new(_file, PathTo(key), problem);

    /// <summary>Refuses keys that were not read: a misspelt one must not be ignored.</summary>
    public void Done()
    {
        if (_unread.Count > 0)
        {
            throw Wrong(_unread.Keys.First(), "is not a key that is known here.");
        }
    }

    private float ToNumber(string key, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
            : throw Wrong(key, "is not a number.");

    private JsonElement Take(string key, JsonValueKind kind, string expected)
    {
        if (!_unread.Remove(key, out var element))
        {
            throw Wrong(key, "is missing.");
        }

        return element.ValueKind == kind ? element : throw Wrong(key, $"is not {expected}.");
    }

    private string PathTo(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
