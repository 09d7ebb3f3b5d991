using System.Text.Json;

namespace DreamFunctions.Pipeline;

/// <summary>A request as any host hands it in.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Path">Below the API's root, with a leading slash; decoded.</param>
/// <param name="Query">The query's values by name.</param>
/// <param name="Body">The body; empty where there is none. It is read only as far as the API's limits go.</param>
public sealed record ApiRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, Stream Body)
{
    /// <summary>W3C's traceparent, if the caller sent one: a dream that is started becomes part of its trace.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>The answer to hand back.</summary>
/// <param name="Status">HTTP's status code.</param>
/// <param name="ContentType">application/json, or application/problem+json for an error.</param>
/// <param name="Body">The body's text.</param>
public sealed record ApiResponse(int Status, string ContentType, string Body)
{
    /// <summary>The header Retry-After, in seconds; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A value as JSON.</summary>
    public static ApiResponse Of(int status, object value) => new(status, "application/json", JsonSerializer.Serialize(value, SettingsRules.Json));

    /// <summary>An error by RFC 9457.</summary>
    public static ApiResponse Problem(int status, string title, string detail) => new(
        status,
        "application/problem+json",
        JsonSerializer.Serialize(new Problem("about:blank", title, status, detail), SettingsRules.Json));
}

/// <summary>What went wrong, by RFC 9457.</summary>
/// <param name="Type">Always about:blank: the title says it all.</param>
/// <param name="Title">The kind of error.</param>
/// <param name="Status">HTTP's status code again.</param>
/// <param name="Detail">What was wrong, where, and what to do.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail);

/// <summary>A request that cannot be served; the message says what was wrong and what to do.</summary>
public sealed class ApiException(int status, string title, string detail) : Exception(detail)
{
    /// <summary>HTTP's status code.</summary>
    public int Status => status;

    /// <summary>The kind of error.</summary>
    public string Title => title;

    /// <summary>When the same request may be served; null where nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request itself is wrong.</summary>
    public static ApiException Bad(string detail) => new(400, "The request cannot be read", detail);

    /// <summary>What it names is not there.</summary>
    public static ApiException Missing(string detail) => new(404, "Not found", detail);

    /// <summary>It cannot be done in this state.</summary>
    public static ApiException Conflict(string detail) => new(409, "Not in this state", detail);
}
