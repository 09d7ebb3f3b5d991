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

    /// <summary>
    /// The names from settings (environment variables) DREAM_UPLOADS, DREAM_DREAMS, DREAM_WORK, DREAM_TICKETS and DREAM_RESULTS;
    /// those that are not set keep their default.
    /// </summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    public static DreamStorageNames From(Func<string, string?> setting)
    {
        DreamStorageNames usual = new();
        return new()
        {
            Uploads = Given(setting("DREAM_UPLOADS"), usual.Uploads),
            Dreams = Given(setting("DREAM_DREAMS"), usual.Dreams),
            Work = Given(setting("DREAM_WORK"), usual.Work),
            Tickets = Given(setting("DREAM_TICKETS"), usual.Tickets),
            Results = Given(setting("DREAM_RESULTS"), usual.Results),
        };
    }

    private static string Given(string? value, string usual) => string.IsNullOrWhiteSpace(value) ? usual : value;
}
