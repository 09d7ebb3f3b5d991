using System.Text.Json;
using Azure.Storage.Queues.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Workers;

/// <summary>A test that plays the tile worker.</summary>
internal static class PlayedWorker
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TileTicket> TakeAsync(DreamStorage storage)
    {
        QueueMessage? message = null;
        await Answers.UntilAsync(async () => (message = (await storage.Tickets.ReceiveMessageAsync(cancellationToken: Stop)).Value) is not null);
        await storage.Tickets.DeleteMessageAsync(message!.MessageId, message.PopReceipt, Stop);
        return JsonSerializer.Deserialize<TileTicket>(message.Body.ToMemory().Span, DreamStorage.Wire)!;
    }

    /// <summary>Does what a ticket asks: a detail of one value where one is to be written, and an answer.</summary>
    public static async Task AnswerAsync(DreamStorage storage, TileTicket ticket, string? error = null, float value = 0, double seconds = 0)
    {
        if (ticket.Pass == TilePass.Tile && error is null)
        {
            Plane detail = new(ticket.Grid.DetailOf(ticket.Tile));
            detail.Values.AsSpan().Fill(value);
            await storage.Work.WriteDetailAsync(ticket.DreamId, ticket.Octave, ticket.Tile, ticket.Attempt, detail, Stop);
        }

        TileResult result = new()
        {
            OctaveId = ticket.OctaveId,
            EventName = ticket.EventName,
            Tile = ticket.Tile,
            Attempt = ticket.Attempt,
            AbsoluteSum = [1],
            Count = 1,
            Error = error,
            Seconds = seconds,
        };
        await SendAsync(storage, result);
    }

    public static async Task SendAsync(DreamStorage storage, TileResult result) =>
        await storage.Results.SendMessageAsync(JsonSerializer.Serialize(result, DreamStorage.Wire), Stop);

    /// <summary>Takes and answers tickets until the token is cancelled.</summary>
    public static async Task WorkAsync(DreamStorage storage, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            QueueMessage[] messages = await storage.Tickets.ReceiveMessagesAsync(16, cancellationToken: CancellationToken.None);
            foreach (QueueMessage message in messages)
            {
                await AnswerAsync(storage, JsonSerializer.Deserialize<TileTicket>(message.Body.ToMemory().Span, DreamStorage.Wire)!);
                await storage.Tickets.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
