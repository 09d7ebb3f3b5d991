using DreamFunctions.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Api;

/// <summary>Where the API listens: this machine only.</summary>
/// <param name="Port">The port; null: the usual one, or a free one where that is taken.</param>
internal sealed record ApiOptions(int? Port)
{
    /// <summary>The port where none is asked for.</summary>
    public const int UsualPort = 7072;
}

/// <summary>The HTTP API on loopback: here what an HTTP trigger is in a function app. It asks for no key.</summary>
internal sealed class ApiServer(DreamApi api, DurableTaskClient client, ApiOptions options) : IHostedService
{
    private WebApplication? web;

    /// <summary>The API's root, once it listens.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListenAsync(options.Port ?? ApiOptions.UsualPort, cancellationToken);
        }
        catch (IOException) when (options.Port is null)
        {
            await ListenAsync(0, cancellationToken);
        }
        catch (IOException error)
        {
            throw new CommandException($"The API cannot listen on port {options.Port}: {error.Message} Give another with --port.", error);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (web is null)
            return;
        await web.StopAsync(cancellationToken);
        await web.DisposeAsync();
    }

    private async Task ListenAsync(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        web = builder.Build();
        web.Map("/api/{**path}", ServeAsync);
        await web.StartAsync(cancellation);
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Address = new Uri($"{address}/api");
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var request = new ApiRequest(
            http.Request.Method,
            $"/{http.Request.RouteValues["path"]}",
            http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            await body.ReadToEndAsync(http.RequestAborted));

        // A page of another site must not work this machine's pipeline: browsers say where a request comes from.
        var answer = http.Request.Headers.Origin.Count > 0
            ? ApiResponse.Problem(403, "Not from a browser", "This API serves programs on this machine; call it without an Origin header.")
            : await api.ServeAsync(client, request, http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }
}
