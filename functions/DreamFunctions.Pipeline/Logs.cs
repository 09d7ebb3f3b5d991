using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>Every message that the pipeline logs.</summary>
internal static partial class Logs
{
    [LoggerMessage(1, LogLevel.Information, "'{Name}' ({ETag}) is dreamed as {InstanceId}")]
    public static partial void Started(this ILogger log, string name, string eTag, string instanceId);

    [LoggerMessage(2, LogLevel.Debug, "'{Name}' ({ETag}) is already known as {InstanceId}")]
    public static partial void AlreadyStarted(this ILogger log, string name, string eTag, string instanceId);

    [LoggerMessage(3, LogLevel.Warning, "'{Name}' ({InstanceId}) cannot be dreamed: {Reason}")]
    public static partial void Refused(this ILogger log, string name, string instanceId, string reason);

    [LoggerMessage(4, LogLevel.Error, "A message in the queue of results cannot be read and is passed over: {Problem}")]
    public static partial void UnreadableResult(this ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Information, "The answer {EventName} came for {InstanceId}, which no longer waits: {Problem}")]
    public static partial void NobodyWaits(this ILogger log, string eventName, string instanceId, string problem);
}
