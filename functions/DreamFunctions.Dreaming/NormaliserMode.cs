namespace DreamFunctions.Dreaming;

/// <summary>
/// By what the gradient is divided before a step. A figure of each tile's own would make a flat sky dream as strongly as
/// a city and leave steps at the borders; so tiles take one figure per iteration that their octave has agreed on.
/// </summary>
public readonly record struct NormaliserMode
{
    private NormaliserMode(IReadOnlyList<double>? figures, double? level) => (Figures, Level) = (figures, level);

    /// <summary>The tile's own mean |gradient| over its kept pixels, at each iteration: for a picture in one tile.</summary>
    public static NormaliserMode Own => default;

    internal IReadOnlyList<double>? Figures { get; }

    internal double? Level { get; }

    /// <summary>A figure for each iteration, the same for all tiles.</summary>
    public static NormaliserMode Shared(IReadOnlyList<double> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new NormaliserMode(figures, null);
    }

    /// <summary>
    /// The pilot's: the octave's mean |gradient| at its start, growing as the pilot's own mean grows. See
    /// <see cref="Normaliser.Curve"/>, which gives the same figures from the pilot's trace.
    /// </summary>
    public static NormaliserMode Pilot(double octaveMean) => new(null, octaveMean);

    /// <summary>What an iteration's figure is worked out from, see <see cref="IClimb.Advance"/>.</summary>
    internal (double Level, double AtStart) At(int iteration, double meanAtStart) => this switch
    {
        { Figures: { } agreed } => (agreed[iteration], 0),
        { Level: { } level } => (level, iteration == 0 ? 0 : meanAtStart),
        _ => (1, 1),
    };
}
