using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local.Api;

/// <summary>Where the API listens: this machine only.</summary>
/// <param name="Port">The port; null: the usual one, or a free one where that is taken.</param>
internal sealed record ApiOptions(int? Port)
{
    /// <summary>The port where none is asked for.</summary>
    public const int UsualPort = 7072;
}

/// <summary>
/// The HTTP API on loopback: here what an HTTP trigger is in a function app. It asks for no key. The listener of the base class
/// library, not ASP.NET Core: the tile worker lies in the same folder and runs without that framework.
/// </summary>
internal sealed class ApiServer(DreamApi api, DurableTaskClient client, ApiOptions options) : BackgroundService
{
    private HttpListener? listener;

    /// <summary>The API's root, once it listens.</summary>
    public Uri? Address { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Listen(options.Port is 0 ? FreePort() : options.Port ?? ApiOptions.UsualPort);
        }
        catch (HttpListenerException) when (options.Port is null)
        {
            Listen(FreePort());
        }
        catch (HttpListenerException error)
        {
            throw new CommandException($"The API cannot listen on port {options.Port}: {error.Message} Give another with --port.", error);
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener?.Close();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = stoppingToken.Register(listener!.Stop);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var call = await listener.GetContextAsync();
                _ = ServeAsync(call, stoppingToken);
            }
            catch (Exception error) when (stoppingToken.IsCancellationRequested && error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void Listen(int port)
    {
        listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/api/" } };
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{port}/api");
    }

    private async Task ServeAsync(HttpListenerContext call, CancellationToken cancellation)
    {
        try
        {
            var query = call.Request.QueryString;
            var request = new ApiRequest(
                call.Request.HttpMethod,
                Uri.UnescapeDataString(call.Request.Url!.AbsolutePath)["/api".Length..],
                query.AllKeys.OfType<string>().ToDictionary(key => key, key => query[key] ?? ""),
                call.Request.InputStream)
            {
                TraceParent = call.Request.Headers["traceparent"],
            };

            // A page of another site must not work this machine's pipeline: browsers say where a request comes from.
            var answer = call.Request.Headers["Origin"] is not null
                ? ApiResponse.Problem(403, "Not from a browser", "This API serves programs on this machine; call it without an Origin header.")
                : await api.ServeAsync(client, request, cancellation);
            call.Response.StatusCode = answer.Status;
            call.Response.ContentType = answer.ContentType;
            if (answer.RetryAfter is { } seconds)
                call.Response.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
            await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body), cancellation);
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or OperationCanceledException)
        {
            // The caller went away, or this program stops.
        }
        finally
        {
            call.Response.Close();
        }
    }
}
