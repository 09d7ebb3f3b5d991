using System.Text.Json.Serialization;

namespace DreamFunctions.Pipeline;

/// <summary>One picture to dream: the input of <see cref="DreamOrchestrator"/>.</summary>
/// <param name="Container">The container of the upload.</param>
/// <param name="Name">The upload's blob name; the dream gets the same name in the container of dreams, below <see cref="Folder"/>.</param>
/// <param name="ETag">The upload's ETag: a changed picture is a new dream. Empty where there is no upload, only a name for the dream.</param>
/// <param name="Settings">What the dream is to look like.</param>
public sealed record DreamRequest(string Container, string Name, string ETag, DreamSettings Settings)
{
    /// <summary>
    /// The folder of the dream in the container of dreams, with its slash (<see cref="OwnFolders.Of(string, string)"/>); null for its root,
    /// where the dreams of the uploads lie. No part of the instance id, which has the container.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Folder { get; init; }

    /// <summary>The dream's blob name; its JSON and its previews have that with an ending.</summary>
    [JsonIgnore]
    public string Dream => Folder + Name;

    /// <summary>The blob name of the reason why there is no dream.</summary>
    [JsonIgnore]
    public string ReasonName => Folder + PictureName.ReasonOf(Name);

    /// <summary>Why it is not to be dreamed after all; null for every usual request. No part of the instance id.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether what lies beside the upload is laid over the settings (<see cref="UploadSettings"/>): for those that just arrive.</summary>
    public bool Gather { get; init; }

    /// <summary>
    /// The span in which the dream was accepted, or that it was asked for in, as W3C's traceparent; null where nobody traces. No part
    /// of the instance id.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>Whether the dream is of an upload; else it starts from noise of the settings' size.</summary>
    [JsonIgnore]
    public bool HasUpload => ETag.Length > 0;
}

/// <summary>How a dream ended: the output of <see cref="DreamOrchestrator"/>.</summary>
/// <param name="Dream">The dream's blob name, or null where there is none.</param>
/// <param name="Reason">Why there is no dream, in words for the person who dropped the picture; null where there is one.</param>
public sealed record DreamOutcome(string? Dream, string? Reason)
{
    /// <summary>Whether somebody cancelled it.</summary>
    public bool Cancelled { get; init; }
}

/// <summary>How far a dream is: the custom status of its orchestration.</summary>
/// <param name="Octave">The octave it is in, 0 the smallest.</param>
/// <param name="Octaves">How many there are.</param>
/// <param name="Done">Tickets answered in the octaves before.</param>
/// <param name="Planned">Tickets planned in all octaves; 0 before they are planned.</param>
public sealed record DreamProgress(int Octave, int Octaves, int Done, int Planned)
{
    /// <summary>The blob name of the newest preview, of the octave before; null where there is none.</summary>
    public string? Preview { get; init; }
}

/// <summary>What intake found: a plan, or the reason why the picture cannot be dreamed.</summary>
/// <param name="Plan">The plan; null where there is a reason.</param>
/// <param name="Reason">Why the picture cannot be dreamed.</param>
/// <param name="Picture">What the picture was.</param>
/// <param name="FanOut">How this coordinator sends tickets and waits for answers.</param>
/// <param name="Seconds">How long intake took.</param>
public sealed record IntakeOutcome(DreamPlan? Plan, string? Reason, PictureFacts? Picture, FanOutLimits FanOut, double Seconds);
