using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>One operation of the API: what the hosts serve and what the OpenAPI file says are both made from it.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Its path below the API's root; <c>{id}</c> stands for a value.</param>
/// <param name="Id">The operation's name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Status">The status of success.</param>
/// <param name="Answer">The type of the answer.</param>
/// <param name="Serve">Does it.</param>
public sealed record ApiRoute(
    string Method, string Path, string Id, string Summary, int Status, Type Answer, Func<ApiCall, Task<object>> Serve)
{
    /// <summary>The type of the body; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>The query's parameters and what they mean.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>The values of a path that this route matches, or null.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        string[] wanted = Path.Split('/'), given = path.TrimEnd('/').Split('/');
        if (wanted.Length != given.Length)
            return null;
        Dictionary<string, string> values = [];
        foreach ((string want, string have) in wanted.Zip(given))
        {
            if (want.StartsWith('{') && have.Length > 0)
                values[want.Trim('{', '}')] = have;
            else if (want != have)
                return null;
        }

        return values;
    }
}

/// <summary>One request to a route.</summary>
/// <param name="Request">The request.</param>
/// <param name="Text">Its body; empty where the route takes none.</param>
/// <param name="Values">The values of its path.</param>
/// <param name="Client">The task hub.</param>
/// <param name="Cancel">Stops the work.</param>
public sealed record ApiCall(
    ApiRequest Request, string Text, IReadOnlyDictionary<string, string> Values, DurableTaskClient Client, CancellationToken Cancel)
{
    /// <summary>The dream that the path names.</summary>
    public string Id => Values["id"];

    /// <summary>A value of the query; null where it is not given.</summary>
    public string? Given(string name) => Request.Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>A whole number of the query.</summary>
    /// <exception cref="ApiException">It is none, or out of range.</exception>
    public int Number(string name, int usual, int most)
    {
        if (Given(name) is not { } text)
            return usual;
        return int.TryParse(text, out int number) && number >= 1 && number <= most
            ? number
            : throw ApiException.Bad($"{name} is '{text}'; allowed: 1 to {most}.");
    }

    /// <summary>The body as a record; an empty body is an empty object.</summary>
    /// <exception cref="ApiException">It is no JSON, or has keys or values that are not known.</exception>
    public T Body<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(string.IsNullOrWhiteSpace(Text) ? "{}" : Text, SettingsRules.Json)
                ?? throw ApiException.Bad("The body is null; give a JSON object.");
        }
        catch (JsonException e)
        {
            throw ApiException.Bad($"The body cannot be read: {e.Message}");
        }
    }
}
