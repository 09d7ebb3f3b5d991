using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local;

/// <summary>Every message that this program logs.</summary>
internal static partial class Logs
{
    [LoggerMessage(1, LogLevel.Warning, "The storage does not answer as it should; trying again: {Problem}")]
    public static partial void StorageStutters(this ILogger log, string problem);

    [LoggerMessage(2, LogLevel.Error, "A tile's answer was passed over after {Deliveries} tries: {Problem}")]
    public static partial void AnswerPassedOver(this ILogger log, long deliveries, string problem);

    [LoggerMessage(3, LogLevel.Warning,
        "Tile worker {Number} ended with code {Code} and is started again in {Seconds} s: {Words}")]
    public static partial void WorkerDied(this ILogger log, int number, int code, double seconds, string words);

    [LoggerMessage(4, LogLevel.Debug, "Tile worker {Number} runs as process {ProcessId}")]
    public static partial void WorkerStarted(this ILogger log, int number, int processId);

    [LoggerMessage(5, LogLevel.Debug, "Tile worker {Number}: {Line}")]
    public static partial void WorkerSays(this ILogger log, int number, string line);

    [LoggerMessage(6, LogLevel.Error, "No tile worker can run: {Reason}")]
    public static partial void WorkersCannotRun(this ILogger log, string reason);

    [LoggerMessage(7, LogLevel.Information, "Forgot {Count} instances that ended")]
    public static partial void Forgot(this ILogger log, int count);

    [LoggerMessage(8, LogLevel.Information, "Removed the work blobs of {Count} dreams that have ended or are unknown")]
    public static partial void SweptForgottenWork(this ILogger log, int count);
}
