namespace DreamFunctions.Pipeline;

/// <summary>The names of containers and queues; every one can be set, and coordinator and workers must agree.</summary>
public sealed record DreamStorageNames
{
    /// <summary>Where people drop pictures.</summary>
    public string Uploads { get; init; } = "uploads";

    /// <summary>Where dreams, their JSON, and reasons appear.</summary>
    public string Dreams { get; init; } = "dreams";

    /// <summary>Planes between the stages, one folder a dream; removed when it ends.</summary>
    public string Work { get; init; } = "dream-work";

    /// <summary>The queue of work for tile workers.</summary>
    public string Tickets { get; init; } = "tile-tickets";

    /// <summary>The queue of the workers' answers.</summary>
    public string Results { get; init; } = "tile-results";
}
