using System.Globalization;

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

    /// <summary>From a number; <see cref="Usual"/> if null or empty.</summary>
    /// <exception cref="SettingsException">It is not a number from 1 to 10000.</exception>
    public static DreamsInFlight From(string? number)
    {
        if (string.IsNullOrEmpty(number))
            return Usual;
        return int.TryParse(number, CultureInfo.InvariantCulture, out int most) && most is >= 1 and <= 10_000
            ? new(most)
            : throw new SettingsException($"{Setting} is '{number}'; allowed: 1 to 10000, the dreams under way at once.");
    }
}
