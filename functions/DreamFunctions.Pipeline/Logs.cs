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

    [LoggerMessage(6, LogLevel.Information, "'{Name}' was gone before its dream could begin")]
    public static partial void UploadGone(this ILogger log, string name);

    [LoggerMessage(7, LogLevel.Error, "A message in the queue of arrivals cannot be read and is passed over: {Problem}")]
    public static partial void UnreadableAnnouncement(this ILogger log, string problem);

    [LoggerMessage(9, LogLevel.Error, "{Method} {Path} could not be served")]
    public static partial void RequestFailed(this ILogger log, Exception e, string method, string path);

    [LoggerMessage(8, LogLevel.Warning, "'{Container}/{Name}' of account '{Account}' is no upload of this app and is passed over")]
    public static partial void StrangeUpload(this ILogger log, string account, string container, string name);

    [LoggerMessage(11, LogLevel.Information, "'{Name}' ({InstanceId}) has ended and is not taken in once more")]
    public static partial void TakenInTooLate(this ILogger log, string name, string instanceId);

    [LoggerMessage(10, LogLevel.Warning, "'{Name}' ({InstanceId}) has its dream and is not refused afterwards: {Problem}")]
    public static partial void RefusedTooLate(this ILogger log, string name, string instanceId, string problem);
}
