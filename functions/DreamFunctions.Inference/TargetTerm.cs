using DreamFunctions.Autodiff;

namespace DreamFunctions.Inference;

/// <summary>A target as a summand of the energy.</summary>
/// <param name="Term">What is summed.</param>
/// <param name="Stride">Pixels between neighbouring cells of its tensor.</param>
internal sealed record TargetTerm(EnergyTerm Term, int Stride);
