namespace DreamFunctions.Pipeline;

/// <summary>How many tickets are out at once, and how long and how often an answer is waited for.</summary>
public sealed record FanOutLimits
{
    /// <summary>
    /// The most tickets of an octave that are sent and not answered, at least 2. 32 is as fast as sending all at once, and it
    /// bounds what a killed run sends again.
    /// </summary>
    public int Outstanding { get; init; } = 32;

    /// <summary>How often a tile is tried, at least 1.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// No answer and no sign of life for so long means that tickets were lost; they are sent again. See <see cref="TilePace"/>.
    /// </summary>
    public TimeSpan Patience { get; init; } = TilePace.Usual.Patience;
}
