using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DreamFunctions.Nets.Tests;

/// <summary>A web server on this machine that gives every caller the same answer.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private int _requests;

    public WebServer(HttpStatusCode status, string content)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync(status, Encoding.UTF8.GetBytes(content));
    }

    public string Url { get; }

    public int Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync(HttpStatusCode status, byte[] content)
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _requests);
                context.Response.StatusCode = (int)status;
                context.Response.ContentLength64 = content.Length;
                await context.Response.OutputStream.WriteAsync(content);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
