using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>
/// How long a tile usually takes at most, and every time that follows from it: one setting, so that they cannot contradict each
/// other. A tile that takes longer is not lost: its worker keeps the ticket and sends signs of life.
/// </summary>
/// <param name="Tile">The longest that a tile usually takes.</param>
public sealed record TilePace(TimeSpan Tile)
{
    /// <summary>The setting's name, for coordinator and worker alike.</summary>
    public const string Setting = "DREAM_TILE_SECONDS";

    /// <summary>The pace where none is set: a minute a tile.</summary>
    public static TilePace Usual { get; } = new(TimeSpan.FromMinutes(1));

    /// <summary>
    /// How long a ticket stays invisible to other workers after its worker's last renewal, a tile and a half in whole seconds:
    /// a killed worker's ticket comes back after it.
    /// </summary>
    public TimeSpan Invisible => TimeSpan.FromSeconds(Math.Ceiling(1.5 * Tile.TotalSeconds));

    /// <summary>From SIGTERM to SIGKILL, two tiles.</summary>
    public TimeSpan Grace => 2 * Tile;

    /// <summary>How often a worker that is at one ticket for longer than a tile says that it still lives.</summary>
    public TimeSpan SignOfLife => Tile;

    /// <summary>No answer and no sign of life for so long, fifteen tiles, means that tickets were lost. Includes a container's cold start.</summary>
    public TimeSpan Patience => 15 * Tile;

    /// <summary>From a number of seconds; <see cref="Usual"/> if null or empty.</summary>
    /// <exception cref="SettingsException">It is not a number from 5 to 300 (Container Apps grants at most 600 s of grace).</exception>
    public static TilePace From(string? seconds)
    {
        if (string.IsNullOrEmpty(seconds))
            return Usual;
        return double.TryParse(seconds, CultureInfo.InvariantCulture, out double number) && number is >= 5 and <= 300
            ? new(TimeSpan.FromSeconds(number))
            : throw new SettingsException($"{Setting} is '{seconds}'; allowed: 5 to 300, the seconds that a tile takes at most.");
    }
}
