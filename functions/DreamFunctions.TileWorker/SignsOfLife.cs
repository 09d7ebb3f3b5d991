using System.Text.Json;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>
/// Tells the octave, once a tile's time, that its ticket is still being worked on: a plane that takes an hour is not taken for lost.
/// </summary>
internal sealed class SignsOfLife : IAsyncDisposable
{
    private readonly DreamStorage storage;
    private readonly string message;
    private readonly TimeSpan every;
    private readonly ILogger log;
    private readonly CancellationTokenSource done = new();
    private readonly Task sending;

    public SignsOfLife(DreamStorage storage, TileTicket ticket, TimeSpan every, ILogger log)
    {
        (this.storage, this.every, this.log) = (storage, every, log);
        message = JsonSerializer.Serialize(TileResult.SignOfLife(ticket), DreamStorage.Wire);
        // On the thread pool: the net keeps its caller's thread busy for as long as a tile takes.
        sending = Task.Run(SendAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await sending;
        done.Dispose();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            await Task.Delay(every, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
                return;
            try
            {
                await storage.Results.SendMessageAsync(message);
            }
            catch (Exception e) when (StorageTrouble.Is(e))
            {
                log.StorageStutters(e.Message);
            }
        }
    }
}
