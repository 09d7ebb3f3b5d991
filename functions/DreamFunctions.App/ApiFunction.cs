using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.App;

/// <summary>The HTTP API; every request needs a function key.</summary>
/// <param name="api">Serves it.</param>
public sealed class ApiFunction(DreamApi api)
{
    /// <summary>Every operation of the API.</summary>
    [Function("Api")]
    public async Task<HttpResponseData> Serve(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", "put", "delete", Route = "{*path}")] HttpRequestData request,
        string? path,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        NameValueCollection query = request.Query;
        ApiRequest asked = new(
            request.Method,
            $"/{path}",
            query.AllKeys.OfType<string>().ToDictionary(key => key, key => query[key] ?? ""),
            request.Body)
        {
            TraceParent = request.Headers.TryGetValues("traceparent", out IEnumerable<string>? given) ? given.FirstOrDefault() : null,
        };
        ApiResponse answer = await api.ServeAsync(client, asked, cancel);
        HttpResponseData response = request.CreateResponse((HttpStatusCode)answer.Status);
        response.Headers.Add("Content-Type", answer.ContentType);
        if (answer.RetryAfter is { } seconds)
            response.Headers.Add("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        await response.WriteStringAsync(answer.Body, cancel);
        return response;
    }
}
