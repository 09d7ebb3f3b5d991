namespace DreamFunctions.Dreaming;

/// <summary>How far to climb.</summary>
/// <param name="Iterations">Steps per octave, at least 0.</param>
/// <param name="Step">The mean absolute change of a pixel in the first step, on the scale 0..255.</param>
/// <param name="Schedule">How the later ones compare.</param>
public sealed record AscentSettings(int Iterations, float Step, StepSchedule Schedule = StepSchedule.Constant)
{
    /// <summary>The step of an iteration.</summary>
    public float StepAt(int iteration) => Schedule switch
    {
        StepSchedule.Linear => Step * (1 - ((float)iteration / Iterations)),
        StepSchedule.Cosine => Step * (float)((1 + Math.Cos(Math.PI * iteration / Iterations)) / 2),
        _ => Step,
    };
}
