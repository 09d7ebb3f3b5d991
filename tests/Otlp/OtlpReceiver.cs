using System.Net;
using System.Net.Sockets;

namespace DreamFunctions.Tests;

/// <summary>A span as it was received.</summary>
internal sealed record OtlpSpan(
    string Service, string Trace, string Id, string Parent, string Name, double Start, double End, Dictionary<string, string> Tags, bool Failed)
{
    /// <summary>A tag, or null.</summary>
    public string? this[string tag] => Tags.GetValueOrDefault(tag);
}

/// <summary>One series of a metric: how many values it has seen, and their sum (for a gauge, the last value).</summary>
internal sealed record OtlpPoint(string Service, string Metric, string Unit, Dictionary<string, string> Tags, double Count, double Sum);

/// <summary>A line of a log.</summary>
internal sealed record OtlpLog(string Service, string Trace, string Span, string Text, Dictionary<string, string> Tags);

/// <summary>Takes what programs send by OTLP over HTTP as protobuf, on loopback.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<OtlpSpan> spans = [];
    private readonly Dictionary<string, OtlpPoint> points = [];
    private readonly List<OtlpLog> logs = [];
    private readonly Task serving;

    /// <summary>Listens on a port; on a free one if 0.</summary>
    public OtlpReceiver(int port = 0)
    {
        Endpoint = new Uri($"http://127.0.0.1:{(port == 0 ? FreePort() : port)}");
        listener.Prefixes.Add($"{Endpoint}");
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>What OTEL_EXPORTER_OTLP_ENDPOINT is to be.</summary>
    public Uri Endpoint { get; }

    /// <summary>The environment of a program that is to send here.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint.AbsoluteUri,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public IReadOnlyList<OtlpSpan> Spans => Copy(spans);

    /// <summary>The newest state of every series.</summary>
    public IReadOnlyList<OtlpPoint> Points => Copy(points.Values);

    public IReadOnlyList<OtlpLog> Logs => Copy(logs);

    public void Dispose() => listener.Close();

    private List<T> Copy<T>(IEnumerable<T> all)
    {
        // What came in could not be read.
        if (serving.IsFaulted)
            serving.GetAwaiter().GetResult();
        lock (spans)
            return [.. all];
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using MemoryStream body = new();
            await call.Request.InputStream.CopyToAsync(body);
            lock (spans)
                Take(call.Request.Url!.AbsolutePath, new(body.ToArray()));
            call.Response.ContentType = "application/x-protobuf";
            // The listener closes idle connections after a while; what is sent just then would be lost.
            call.Response.KeepAlive = false;
            call.Response.Close();
        }
    }

    // All three requests: 1 resource (1 resource: 1 attributes; 2 scope: 2 what was sent).
    private void Take(string path, OtlpMessage request)
    {
        foreach (OtlpMessage resource in request.All(1))
        {
            string service = resource.One(1)?.Attributes(1).GetValueOrDefault("service.name") ?? "";
            foreach (OtlpMessage sent in resource.All(2).SelectMany(scope => scope.All(2)))
            {
                if (path == "/v1/traces")
                    spans.Add(Span(service, sent));
                else if (path == "/v1/logs")
                    logs.Add(new(service, sent.Id(9), sent.Id(10), sent.One(5) is { } text ? OtlpMessage.Value(text) : "", sent.Attributes(6)));
                else
                    TakeMetric(service, sent);
            }
        }
    }

    private static OtlpSpan Span(string service, OtlpMessage span) => new(
        service, span.Id(1), span.Id(2), span.Id(4), span.Text(5), span.Number(7) / 1e9, span.Number(8) / 1e9, span.Attributes(9),
        span.One(15)?.Number(3) == 2);

    // Metric: 1 name, 3 unit, 5 gauge, 7 sum, 9 histogram, each with points in 1. Number: 4 or 6 value, 7 attributes. Histogram: 4
    // count, 5 sum, 9 attributes.
    private void TakeMetric(string service, OtlpMessage metric)
    {
        foreach (OtlpMessage point in new[] { 5, 7, 9 }.SelectMany(metric.All).SelectMany(data => data.All(1)))
        {
            bool histogram = metric.Has(9);
            Dictionary<string, string> tags = point.Attributes(histogram ? 9 : 7);
            double value = point.Has(6) ? (long)point.Number(6) : point.Real(4);
            string series = string.Join(' ', [service, metric.Text(1), .. tags.OrderBy(tag => tag.Key).Select(tag => $"{tag.Key}={tag.Value}")]);
            points[series] = histogram
                ? new(service, metric.Text(1), metric.Text(3), tags, point.Number(4), point.Real(5))
                : new(service, metric.Text(1), metric.Text(3), tags, value, value);
        }
    }
}
