namespace DreamFunctions.Pipeline;

/// <summary>Which pictures a batch is of, and what they share: the body of its start.</summary>
public sealed record BatchBody
{
    /// <summary>Every picture whose name begins so: a folder, with its slash.</summary>
    public string? Prefix { get; init; }

    /// <summary>Or a manifest: the pictures' names.</summary>
    public IReadOnlyList<string>? Blobs { get; init; }

    /// <summary>Their container, if not that of the uploads.</summary>
    public string? Container { get; init; }

    /// <summary>What they are to look like; what is not given has its default. Null: as every upload.</summary>
    public DreamSettings? Settings { get; init; }
}

/// <summary>A batch as it is kept beside the dreams, as <c>batches/{id}.json</c>: what was asked, so that it can be asked again.</summary>
/// <param name="Id">Its id, made from what was asked.</param>
/// <param name="Dreams">One request for each picture.</param>
public sealed record Batch(string Id, IReadOnlyList<DreamRequest> Dreams);

/// <summary>A picture of a batch for which there is no dream.</summary>
/// <param name="Id">The dream's id.</param>
/// <param name="Name">The picture's name.</param>
/// <param name="Reason">Why.</param>
public sealed record BatchFailure(string Id, string Name, string Reason);

/// <summary>How far a batch is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pictures">How many pictures it has.</param>
/// <param name="Waiting">Those whose dream has not begun.</param>
/// <param name="Running">Those being dreamed, or paused.</param>
/// <param name="Completed">Those with a dream.</param>
/// <param name="Failed">Those without one, for a reason, the cancelled ones among them.</param>
/// <param name="Failures">The latter by name.</param>
public sealed record BatchStatus(
    string Id, int Pictures, int Waiting, int Running, int Completed, int Failed, IReadOnlyList<BatchFailure> Failures)
{
    /// <summary>Whether every picture has come to an end.</summary>
    [System.Text.Json.Serialization.JsonInclude]
    public bool Ended => Completed + Failed == Pictures;
}
