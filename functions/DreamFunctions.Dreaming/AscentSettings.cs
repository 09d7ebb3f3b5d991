namespace DreamFunctions.Dreaming;

/// <summary>How far to climb.</summary>
/// <param name="Iterations">Steps per octave, at least 0.</param>
/// <param name="Step">The mean absolute change of a pixel in one step, on the scale 0..255.</param>
public sealed record AscentSettings(int Iterations, float Step);
