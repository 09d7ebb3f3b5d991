namespace DreamFunctions.Dreaming;

/// <summary>A plane on its way up: what an iteration does to it, whoever does the sums.</summary>
public interface IClimb
{
    /// <summary>
    /// Looks at the window, shifted, and takes a step there: plane = clamp(plane + length * gradient / n, 0, 255), with n = level *
    /// mean / atStart, mean being that of |gradient| over the kept pixels; n = level where atStart is 0; no step where n is 0.
    /// </summary>
    /// <returns>The sum of |gradient| over the kept pixels, all channels.</returns>
    /// <exception cref="ArithmeticException">The net gave something that is not a number.</exception>
    double Advance(ClimbStep by);
}

/// <summary>One iteration's figures.</summary>
/// <param name="Shift">How far the window is moved.</param>
/// <param name="Length">The step's mean absolute change of a pixel; 0 to look only.</param>
/// <param name="Level">See <see cref="IClimb.Advance"/>.</param>
/// <param name="AtStart">See <see cref="IClimb.Advance"/>.</param>
/// <param name="IsLast">Only after this one is the plane's memory sure to hold what it has become.</param>
public readonly record struct ClimbStep(Shift Shift, float Length, double Level, double AtStart, bool IsLast);
