namespace DreamFunctions.Pipeline;

/// <summary>How many dreams are under way at once; the others wait in line, in the order in which they came.</summary>
/// <param name="Most">The most, at least 1.</param>
public sealed record DreamsInFlight(int Most)
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "DREAM_IN_FLIGHT";

    /// <summary>
    /// The limit where none is set. A small picture's tickets follow one another with the engine's time in between, so some dreams
    /// a worker keep it busy; each has its planes in the work container.
    /// </summary>
    public static DreamsInFlight Usual { get; } = new(32);

    /// <summary>The most that may be asked for.</summary>
    public const int Limit = 10_000;

    /// <summary>As <see cref="Setting"/> says; <see cref="Usual"/> where it is not set.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">It is not a number from 1 to <see cref="Limit"/>.</exception>
    public static DreamsInFlight From(Func<string, string?> setting) => new((int)WholeNumberSetting.Read(setting, Setting, 1, Limit, Usual.Most));
}
