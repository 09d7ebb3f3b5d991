using Microsoft.Extensions.Logging;

namespace DreamFunctions.TileWorker;

/// <summary>Every message that the tile worker logs.</summary>
internal static partial class Logs
{
    private static readonly Func<ILogger, string, int, int, int, IDisposable?> TicketScope =
        LoggerMessage.DefineScope<string, int, int, int>("{InstanceId}, octave {Octave}, tile {Tile}, attempt {Attempt}");

    /// <summary>What is logged until its end is about a ticket.</summary>
    public static IDisposable? Ticket(this ILogger log, string instanceId, int octave, int tile, int attempt) =>
        TicketScope(log, instanceId, octave, tile, attempt);

    [LoggerMessage(1, LogLevel.Information, "{EventName} of {OctaveId}: {Seconds:0.00} s, {GradientSeconds:0.00} s of it in the net")]
    public static partial void Answered(this ILogger log, string eventName, string octaveId, double seconds, double gradientSeconds);

    [LoggerMessage(2, LogLevel.Error, "{EventName} of {OctaveId} failed")]
    public static partial void Failed(this ILogger log, Exception e, string eventName, string octaveId);

    [LoggerMessage(3, LogLevel.Information, "{EventName} of {OctaveId} goes back to the queue: this worker was asked to stop")]
    public static partial void Returned(this ILogger log, string eventName, string octaveId);

    [LoggerMessage(4, LogLevel.Error, "A ticket cannot be read and is passed over: {Problem}")]
    public static partial void UnreadableTicket(this ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Warning, "The ticket in message {MessageId} could not be kept; another worker may have it: {Problem}")]
    public static partial void LostTicket(this ILogger log, string messageId, string problem);

    [LoggerMessage(6, LogLevel.Warning, "Storage does not answer as it should, trying again: {Problem}")]
    public static partial void StorageStutters(this ILogger log, string problem);

    [LoggerMessage(7, LogLevel.Information, "The tile worker is up: provider {Provider}, {Threads} threads, queue '{Queue}'")]
    public static partial void Up(this ILogger log, string provider, int threads, string queue);

    [LoggerMessage(8, LogLevel.Warning, "{Notice}")]
    public static partial void Notice(this ILogger log, string notice);

    [LoggerMessage(9, LogLevel.Information, "The process {Pid} that started this worker is gone: stopping")]
    public static partial void ParentGone(this ILogger log, int pid);

    [LoggerMessage(10, LogLevel.Warning, "A ticket of version {Version} is left for a newer worker; this one reads up to {Known}")]
    public static partial void NewerTicket(this ILogger log, int version, int known);
}
