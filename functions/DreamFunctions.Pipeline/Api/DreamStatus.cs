using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>Where a dream is between its upload and its end.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamState>))]
public enum DreamState
{
    /// <summary>It has not begun.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>It is being dreamed.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>It waits until everything is resumed.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>There is a dream.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>There is none, for a reason.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Somebody cancelled it.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>A dream as the API tells of it.</summary>
/// <param name="Id">Its instance id.</param>
/// <param name="Container">The upload's container.</param>
/// <param name="Name">The upload's name.</param>
/// <param name="State">Where it is.</param>
/// <param name="Octave">The octave it is in, from 1; null before the first.</param>
/// <param name="Octaves">How many there are; null before they are planned.</param>
/// <param name="TilesDone">Tickets answered: tiles, probes and measurements, in all octaves.</param>
/// <param name="TilesPlanned">Tickets planned.</param>
/// <param name="Dream">The dream's blob name, once there is one.</param>
/// <param name="Reason">Why there is none, or why it waits.</param>
/// <param name="Created">When it was asked for, UTC.</param>
/// <param name="Updated">When it last went on, UTC.</param>
public sealed record DreamStatus(
    string Id,
    string? Container,
    string? Name,
    DreamState State,
    int? Octave,
    int? Octaves,
    int? TilesDone,
    int? TilesPlanned,
    string? Dream,
    string? Reason,
    DateTimeOffset Created,
    DateTimeOffset Updated)
{
    /// <summary>The blob name, in the container of dreams, of the newest preview; null where there is none.</summary>
    public string? Preview { get; init; }

    /// <summary>Puts it together from what the task hub knows; inputs and outputs must have been fetched.</summary>
    public static DreamStatus Of(OrchestrationMetadata instance)
    {
        DreamRequest? request = instance.SerializedInput is null ? null : instance.ReadInputAs<DreamRequest>();
        DreamOutcome? outcome = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<DreamOutcome>() : null;
        DreamProgress? progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<DreamProgress>();
        return new(
            instance.InstanceId,
            request?.Container,
            request?.Name,
            StateOf(instance, outcome, progress),
            progress is { Planned: > 0 } ? progress.Octave + 1 : null,
            progress is { Planned: > 0 } ? progress.Octaves : null,
            outcome?.Dream is null ? progress?.Done : progress?.Planned,
            progress is { Planned: > 0 } ? progress.Planned : null,
            outcome?.Dream,
            outcome is null ? instance.FailureDetails?.ErrorMessage : outcome.Reason,
            instance.CreatedAt,
            instance.LastUpdatedAt)
        {
            Preview = PreviewOf(request, outcome, progress),
        };
    }

    // Those that do not stay, and those of a dream that is none, are gone.
    private static string? PreviewOf(DreamRequest? request, DreamOutcome? outcome, DreamProgress? progress) =>
        progress?.Preview is { } name && (outcome is null || (outcome.Dream is not null && name != Pipeline.Preview.LatestOf(request?.Dream ?? "")))
            ? name
            : null;

    private static DreamState StateOf(OrchestrationMetadata instance, DreamOutcome? outcome, DreamProgress? progress) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Completed when outcome?.Dream is not null => DreamState.Completed,
        OrchestrationRuntimeStatus.Completed when outcome is { Cancelled: true } => DreamState.Cancelled,
        OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed => DreamState.Failed,
        OrchestrationRuntimeStatus.Terminated => DreamState.Cancelled,
        OrchestrationRuntimeStatus.Suspended => DreamState.Paused,
        OrchestrationRuntimeStatus.Pending => DreamState.Queued,
        _ => progress is null ? DreamState.Queued : DreamState.Running,
    };
}

/// <summary>A page of a list.</summary>
/// <param name="Dreams">The dreams; a page may hold fewer than asked for.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null at the end.</param>
public sealed record DreamPage(IReadOnlyList<DreamStatus> Dreams, string? Next);
