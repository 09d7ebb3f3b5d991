using System.Diagnostics;
using Azure.Messaging;

namespace DreamFunctions.Pipeline;

/// <summary>Something that happened to a dream, told outside as a CloudEvent 1.0 (https://github.com/cloudevents/spec).</summary>
/// <param name="Kind">accepted, octave-done, completed, failed or cancelled; the CloudEvent's type is <c>DreamFunctions.Dream.{Kind}</c>.</param>
/// <param name="Dream">The dream.</param>
/// <param name="At">When, UTC.</param>
public sealed record DreamEvent(string Kind, DreamStart Dream, DateTime At) : IOfDream
{
    /// <summary>The octave that is done, from 1; null for other kinds.</summary>
    public int? Octave { get; init; }

    /// <summary>How many octaves there are, once they are planned.</summary>
    public int? Octaves { get; init; }

    /// <summary>The workers' seconds for the octave that is done; for the ledger, not told outside.</summary>
    public double WorkerSeconds { get; init; }

    /// <summary>Why there is no dream; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>When what has ended began, UTC: an octave or the dream; null where something begins. Not told outside.</summary>
    public DateTime? Since { get; init; }

    string? IOfDream.TraceParent => Dream.Request.TraceParent;

    void IOfDream.Describe(Activity span)
    {
        ((IOfDream)Dream).Describe(span);
        span.SetTag("dream.event", Kind);
        if (Octave is { } octave)
            span.SetTag(SpanTags.Octave, octave - 1).SetTag("dream.worker_seconds", WorkerSeconds);
        if (Reason is not null)
            span.SetTag("dream.reason", Reason);
    }

    /// <summary>Counts a dream that has ended, and writes the span of what has ended, the octave or the dream.</summary>
    internal void Observe()
    {
        if (Since is not { } since)
            return;
        DreamTraces.Tell(Octave is null ? "dream" : "octave", this, since, At);
        if (Octave is null)
            DreamMetrics.End(Kind, At - since);
    }

    /// <summary>
    /// The CloudEvent. It is sent at least once; its id is made from dream and kind, so that one seen before can be passed over.
    /// </summary>
    /// <param name="storage">Tells the account that uploads and dreams are in.</param>
    public CloudEvent ToCloudEvent(DreamStorage storage)
    {
        string id = Octave is { } octave ? $"{Dream.DreamId}-{Kind}-{octave}" : $"{Dream.DreamId}-{Kind}";
        DreamEventData data = new(
            Dream.DreamId,
            storage.Container(Dream.Request.Container).GetBlobClient(Dream.Request.Name).Uri.AbsoluteUri,
            Kind == "completed" ? storage.Dreams.GetBlobClient(Dream.Request.Dream).Uri.AbsoluteUri : null,
            Octave,
            Octaves,
            Reason);
        return new(
            new Uri(storage.Uploads.Uri, ".").AbsoluteUri,
            $"DreamFunctions.Dream.{Kind}",
            BinaryData.FromObjectAsJson(data, SettingsRules.Json),
            "application/json")
        {
            Id = id,
            Subject = $"{Dream.Request.Container}/{Dream.Request.Name}",
            Time = new DateTimeOffset(DateTime.SpecifyKind(At, DateTimeKind.Utc)),
        };
    }
}

/// <summary>The data of a dream's event.</summary>
/// <param name="Id">The dream's id, as in the API.</param>
/// <param name="Upload">The upload's address.</param>
/// <param name="Dream">The dream's address, once there is one.</param>
/// <param name="Octave">The octave that is done, from 1.</param>
/// <param name="Octaves">How many there are.</param>
/// <param name="Reason">Why there is no dream.</param>
public sealed record DreamEventData(string Id, string Upload, string? Dream, int? Octave, int? Octaves, string? Reason);
