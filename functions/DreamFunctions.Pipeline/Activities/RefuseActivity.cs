using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>Why a picture was not dreamed: the input of <see cref="RefuseActivity"/>.</summary>
public sealed record Refusal(DreamStart Start, string Reason) : IOfDream
{
    string? IOfDream.TraceParent => Start.Request.TraceParent;

    void IOfDream.Describe(Activity span) => ((IOfDream)Start).Describe(span);
}

/// <summary>The reason file beside where the dream would have been.</summary>
/// <param name="Picture">The upload's name.</param>
/// <param name="Reason">What was wrong and what to do.</param>
/// <param name="InstanceId">The orchestration's instance id.</param>
/// <param name="When">When, UTC.</param>
public sealed record ReasonFile(string Picture, string Reason, string InstanceId, DateTime When);

/// <summary>Writes <c>{name}.error.json</c>; the upload stays where it is.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="archive">What lies beside dreams.</param>
/// <param name="clock">The time.</param>
/// <param name="log">The log.</param>
public sealed class RefuseActivity(DreamStorage storage, DreamArchive archive, TimeProvider clock, ILogger<RefuseActivity> log)
    : DreamActivity<Refusal, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(Refusal input)
    {
        string name = input.Start.Request.Name;
        if (await archive.HasAsync(input.Start.DreamId, input.Start.Request, CancellationToken.None))
        {
            // A storage that lost what it had acknowledged sends a dream through its octaves once more, without its work.
            log.RefusedTooLate(name, input.Start.DreamId, input.Reason);
            return false;
        }

        log.Refused(name, input.Start.DreamId, input.Reason);
        ReasonFile reason = new(name, input.Reason, input.Start.DreamId, clock.GetUtcNow().UtcDateTime);
        await storage.Dreams.GetBlobClient(input.Start.Request.ReasonName).UploadAsync(
            new BinaryData(JsonSerializer.SerializeToUtf8Bytes(reason, SettingsRules.Json)),
            new BlobUploadOptions { HttpHeaders = new() { ContentType = "application/json" } });
        return true;
    }
}
