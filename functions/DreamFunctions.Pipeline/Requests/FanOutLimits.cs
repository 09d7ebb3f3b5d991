using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>How many tickets are out at once, and how long and how often an answer is waited for.</summary>
public sealed record FanOutLimits
{
    /// <summary>The name of the setting of <see cref="Outstanding"/>.</summary>
    public const string OutstandingSetting = "DREAM_OUTSTANDING";

    /// <summary>
    /// The most tickets of an octave that are sent and not answered, at least 2. 32 is as fast as sending all at once, and it
    /// bounds what a killed run sends again. A dream has one octave under way, so this is also the most that it puts into the queue
    /// in front of others: with few workers, fewer tickets give small pictures their turn between a giant's.
    /// </summary>
    public int Outstanding { get; init; } = 32;

    /// <summary>How often a tile is tried, at least 1.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// No answer and no sign of life for so long means that tickets were lost; they are sent again. See <see cref="TilePace"/>.
    /// </summary>
    public TimeSpan Patience { get; init; } = TilePace.Usual.Patience;

    /// <summary>From the settings <see cref="OutstandingSetting"/> and <see cref="TilePace.Setting"/>; those not set keep their default.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">One is out of range.</exception>
    public static FanOutLimits From(Func<string, string?> setting)
    {
        FanOutLimits limits = new() { Patience = TilePace.From(setting(TilePace.Setting)).Patience };
        if (setting(OutstandingSetting) is not { Length: > 0 } text)
            return limits;
        return int.TryParse(text, CultureInfo.InvariantCulture, out int outstanding) && outstanding is >= 2 and <= 1000
            ? limits with { Outstanding = outstanding }
            : throw new SettingsException($"{OutstandingSetting} is '{text}'; allowed: 2 to 1000, the tickets of a dream that are out at once.");
    }
}
