namespace DreamFunctions.Inference;

/// <summary>How a net runs.</summary>
/// <param name="Provider">Where.</param>
/// <param name="Threads">Threads for one run; 0 for one a core.</param>
public sealed record InferenceOptions(Provider Provider, int Threads);
