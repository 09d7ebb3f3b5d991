using System.Text.RegularExpressions;

namespace DreamFunctions.Pipeline;

/// <summary>The names of containers and queues; every one can be set, and coordinator and workers must agree.</summary>
public sealed partial record DreamStorageNames
{
    /// <summary>The setting that names the queue of events.</summary>
    public const string EventsSetting = "DREAM_EVENTS";

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

    /// <summary>The queue of Event Grid's messages about uploads.</summary>
    public string Arrivals { get; init; } = "arrivals";

    /// <summary>The queue of what happened to dreams, as CloudEvents.</summary>
    public string Events { get; init; } = "dream-events";

    /// <summary>
    /// The names from settings (environment variables) DREAM_UPLOADS, DREAM_DREAMS, DREAM_WORK, DREAM_TICKETS, DREAM_RESULTS, DREAM_ARRIVALS and DREAM_EVENTS;
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
            Arrivals = Given(setting("DREAM_ARRIVALS"), usual.Arrivals),
            Events = Given(setting(EventsSetting), usual.Events),
        };
    }

    /// <summary>Checks the names before anything listens to them: a wrong one would stop the whole host.</summary>
    /// <returns>The same names.</returns>
    /// <exception cref="SettingsException">A name is none that storage allows, or two containers are one.</exception>
    public DreamStorageNames Check()
    {
        string[] all = [Uploads, Dreams, Work, Tickets, Results, Arrivals, Events];
        if (all.FirstOrDefault(name => !Allowed().IsMatch(name)) is { } wrong)
            throw new SettingsException(
                $"'{wrong}' cannot be the name of a container or queue; allowed: 3 to 63 small letters, digits and single hyphens between them.");
        if (Uploads == Dreams)
            throw new SettingsException(
                $"Uploads and dreams are both in '{Uploads}': every dream would be dreamed again. Give DREAM_DREAMS another container.");
        return Work == Uploads || Work == Dreams
            ? throw new SettingsException($"'{Work}' is removed from as dreams end: give DREAM_WORK a container of its own.")
            : this;
    }

    /// <summary>Whether storage allows a name for a container or queue.</summary>
    public static bool Allows(string name) => Allowed().IsMatch(name);

    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata; queues alike.
    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Allowed();

    private static string Given(string? value, string usual) => string.IsNullOrWhiteSpace(value) ? usual : value;
}
