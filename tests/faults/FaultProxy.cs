using System.Net;
using DreamFunctions.Local.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace DreamFunctions.Faults;

/// <summary>Stands on loopback between the pipeline and the storage emulator, and makes <see cref="Weather"/>.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    // What Azure answers when it is busy, throttles, fails, or something else holds what is asked for.
    private static readonly (int Status, string Code)[] Answers =
    [
        (500, "InternalError"), (503, "ServerBusy"), (429, "TooManyRequests"), (409, "OperationTimedOut"),
    ];

    private readonly List<WebApplication> doors = [];
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    });

    private readonly Random random;
    private volatile Weather weather = Weather.Fair;
    private int faults;

    private FaultProxy(int seed) => random = new(seed);

    public Weather Weather
    {
        get => weather;
        set => weather = value;
    }

    /// <summary>How many calls have not gone as they should.</summary>
    public int Faults => faults;

    public AzuritePorts Ports { get; private set; } = AzuritePorts.Free;

    public static async Task<FaultProxy> StartAsync(AzuritePorts storage, int seed)
    {
        FaultProxy proxy = new(seed);
        int blob = await proxy.OpenAsync(storage.Blob), queue = await proxy.OpenAsync(storage.Queue), table = await proxy.OpenAsync(storage.Table);
        proxy.Ports = new(blob, queue, table);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication door in doors)
            await door.DisposeAsync();
        client.Dispose();
    }

    private async Task<int> OpenAsync(int target)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddHttpForwarder();
        WebApplication door = builder.Build();
        IHttpForwarder forwarder = door.Services.GetRequiredService<IHttpForwarder>();
        door.Run(context => PassAsync(context, forwarder, $"http://127.0.0.1:{target}"));
        await door.StartAsync();
        doors.Add(door);
        return new Uri(door.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    private async Task PassAsync(HttpContext call, IHttpForwarder forwarder, string target)
    {
        Weather now = weather;
        (double fate, double place, double wait, double twice) = (Draw(), Draw(), Draw(), Draw());
        if (now.Delay > TimeSpan.Zero)
            await Task.Delay(now.Delay * wait, call.RequestAborted);
        bool cut = fate < now.Resets;
        if (cut && place < 0.5)
        {
            Interlocked.Increment(ref faults);
            call.Abort();
            return;
        }

        if (!cut && fate < now.Resets + now.Errors)
        {
            Interlocked.Increment(ref faults);
            (int status, string code) = Answers[(int)(place * Answers.Length)];
            call.Response.StatusCode = status;
            call.Response.Headers["x-ms-error-code"] = code;
            return;
        }

        if (cut)
        {
            // Carried out, and the answer lost.
            Interlocked.Increment(ref faults);
            call.Response.Body = Stream.Null;
            await forwarder.SendAsync(call, target, client, ForwarderRequestConfig.Empty, Unanswered.Transformer);
            call.Abort();
            return;
        }

        if (twice < now.Duplicates && IsTicketOrAnswer(call.Request))
        {
            Interlocked.Increment(ref faults);
            call.Request.EnableBuffering();
            await SendCopyAsync(call, target);
            call.Request.Body.Position = 0;
        }

        // A storage that is stopped refuses connections; it does not answer 502.
        if (await forwarder.SendAsync(call, target, client, ForwarderRequestConfig.Empty, HttpTransformer.Empty) != ForwarderError.None)
            call.Abort();
    }

    private static bool IsTicketOrAnswer(HttpRequest request) =>
        request.Method == HttpMethods.Post && (request.Path.Value!.EndsWith("/tile-tickets/messages", StringComparison.Ordinal)
            || request.Path.Value.EndsWith("/tile-results/messages", StringComparison.Ordinal));

    private async Task SendCopyAsync(HttpContext call, string target)
    {
        using HttpRequestMessage copy = new(HttpMethod.Post, target + call.Request.Path + call.Request.QueryString);
        copy.Content = new StreamContent(call.Request.Body);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in call.Request.Headers)
        {
            if (!copy.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                copy.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        using HttpResponseMessage answer = await client.SendAsync(copy, call.RequestAborted);
    }

    private double Draw()
    {
        lock (random)
            return random.NextDouble();
    }

    /// <summary>Forwards a call and lets nothing of the answer through.</summary>
    private sealed class Unanswered : HttpTransformer
    {
        public static Unanswered Transformer { get; } = new();

        public override ValueTask<bool> TransformResponseAsync(HttpContext context, HttpResponseMessage? response, CancellationToken cancel) =>
            ValueTask.FromResult(false);
    }
}
