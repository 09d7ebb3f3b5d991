namespace DreamFunctions.Inference;

/// <summary>How a net runs.</summary>
/// <param name="Provider">Where.</param>
/// <param name="Threads">Threads for one run; 0 for one a core.</param>
public sealed record InferenceOptions(Provider Provider, int Threads)
{
    /// <summary>
    /// Whether what lies below a card's checkpoints is computed a second time on the way back, in place of keeping it: less memory, more time.
    /// </summary>
    public bool Recomputes { get; init; }

    /// <summary>Whether gradients' products run in float16: for GPUs, see <see cref="Autodiff.GradientOptions.HalfPrecision"/>.</summary>
    public bool HalfPrecision { get; init; }
}
