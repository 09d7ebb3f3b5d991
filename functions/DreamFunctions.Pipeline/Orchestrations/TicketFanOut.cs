using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>One pass over tiles of an octave.</summary>
/// <param name="Pass">What is asked of each tile.</param>
/// <param name="Tiles">The tiles.</param>
internal sealed record FanOutPass(TilePass Pass, IReadOnlyList<int> Tiles)
{
    /// <summary>mean |gradient| of the octave, for the pilot.</summary>
    public double? Level { get; init; }

    /// <summary>The shared normaliser.</summary>
    public IReadOnlyList<double>? Normaliser { get; init; }

    /// <summary>The accepted attempts of this octave's own tiles, for measurements.</summary>
    public IReadOnlyList<int> OwnAttempts { get; init; } = [];
}

/// <summary>
/// Sends the tickets of an octave's passes and waits for their answers as external events: at most so many outstanding, one
/// deadline, put off by every answer and every sign of life, and a new attempt for what was not answered or failed.
/// </summary>
/// <param name="context">The octave's orchestration.</param>
/// <param name="request">The octave.</param>
/// <param name="planned">All tickets that the octave will need, for its progress.</param>
internal sealed class TicketFanOut(TaskOrchestrationContext context, OctaveRequest request, int planned)
{
    private readonly FanOutLimits limits = request.FanOut;
    private Task<TileResult> signOfLife = context.WaitForExternalEvent<TileResult>(TileResult.SignOfLifeEvent);
    private readonly Task<string> cancelled = context.WaitForExternalEvent<string>(DreamOrchestrator.CancelEvent);
    private int done;

    /// <summary>Tickets for tiles sent so far, those sent again included.</summary>
    public int TicketsSent { get; private set; }

    /// <summary>Tickets for probes and measurements sent so far.</summary>
    public int SurveysSent { get; private set; }

    /// <summary>Sends a pass's tickets and gathers the accepted answers, in the order of the tiles.</summary>
    /// <exception cref="TileFailedException">A tile failed, or was not answered, as often as may be tried.</exception>
    public async Task<List<TileResult>> GatherAsync(FanOutPass pass)
    {
        Queue<(int Tile, int Attempt)> waiting = new(pass.Tiles.Select(tile => (tile, 0)));
        Dictionary<Task<TileResult>, (int Tile, int Attempt)> open = [];
        SortedDictionary<int, TileResult> accepted = [];
        using CancellationTokenSource alarm = new();
        Task deadline = context.CreateTimer(limits.Patience, alarm.Token);
        bool silent = true;
        ShowProgress();
        try
        {
            while (accepted.Count < pass.Tiles.Count)
            {
                if (waiting.Count > 0 && open.Count <= limits.Outstanding / 2)
                    await SendAsync(pass, waiting, open);

                Task first = await Task.WhenAny([.. open.Keys, signOfLife, deadline, cancelled]);
                if (first == cancelled)
                    throw new TileFailedException("It was cancelled.");
                if (first == deadline)
                {
                    if (silent)
                        GiveUpOn(open, waiting);
                    silent = true;
                    deadline = context.CreateTimer(limits.Patience, alarm.Token);
                    continue;
                }

                silent = false;
                if (first == signOfLife)
                {
                    signOfLife = context.WaitForExternalEvent<TileResult>(TileResult.SignOfLifeEvent);
                    continue;
                }

                Task<TileResult> answered = (Task<TileResult>)first;
                (int tile, int attempt) = open[answered];
                open.Remove(answered);
                TileResult result = await answered;
                if (result.Error is { } error)
                {
                    waiting.Enqueue(NextAttempt(tile, attempt, error));
                    continue;
                }

                accepted.Add(tile, result);
                done++;
                ShowProgress();
            }
        }
        finally
        {
            // An orchestration with an open timer does not end. Not CancelAsync: it would leave the orchestration's own thread.
#pragma warning disable CA1849
            alarm.Cancel();
#pragma warning restore CA1849
        }

        return [.. accepted.Values];
    }

    private async Task SendAsync(
        FanOutPass pass, Queue<(int Tile, int Attempt)> waiting, Dictionary<Task<TileResult>, (int Tile, int Attempt)> open)
    {
        List<TileAttempt> batch = [];
        while (waiting.Count > 0 && open.Count < limits.Outstanding)
        {
            (int tile, int attempt) = waiting.Dequeue();
            // The wait is there before the ticket is sent: an answer can never come too early.
            open.Add(context.WaitForExternalEvent<TileResult>(TileTicket.EventNameOf(pass.Pass, tile, attempt)), (tile, attempt));
            batch.Add(new(tile, attempt));
        }

        TicketOrder order = new(
            context.InstanceId, request, pass.Pass, batch, pass.Level, pass.Normaliser, pass.OwnAttempts);
        await context.CallActivityAsync<bool>(nameof(SendTicketsActivity), order, DreamOrchestrator.Stubborn);
        if (pass.Pass == TilePass.Tile)
            TicketsSent += batch.Count;
        else
            SurveysSent += batch.Count;
    }

    private void GiveUpOn(Dictionary<Task<TileResult>, (int Tile, int Attempt)> open, Queue<(int Tile, int Attempt)> waiting)
    {
        foreach ((int tile, int attempt) in open.Values.OrderBy(entry => entry.Tile))
            waiting.Enqueue(NextAttempt(tile, attempt, $"no worker answered within {limits.Patience.TotalMinutes:0.#} minutes; are tile workers running?"));
        open.Clear();
    }

    private (int Tile, int Attempt) NextAttempt(int tile, int attempt, string error) => attempt + 1 < limits.Attempts
        ? (tile, attempt + 1)
        : throw new TileFailedException($"Tile {tile} could not be dreamed after {limits.Attempts} attempts: {error}");

    private void ShowProgress() =>
        context.SetCustomStatus(new OctaveProgress(request.Octave, request.Plan.Octaves.Count, done, planned));
}

/// <summary>A tile that could not be dreamed; the message says which and why.</summary>
public sealed class TileFailedException(string message) : Exception(message);
