namespace DreamFunctions.Dreaming;

/// <summary>A climb with the net's gradient as a function: for a gradient that is shaped, or put together from several windows.</summary>
public sealed class GradientClimb : IClimb
{
    private readonly Plane buffer;
    private readonly Region kept;
    private readonly GradientFunction gradient;
    private readonly Plane seen;
    private readonly Plane climb;

    /// <param name="buffer">What a tile holds; changed in place.</param>
    /// <param name="window">What the net sees, before any shift.</param>
    /// <param name="kept">The pixels that count.</param>
    /// <param name="gradient">The net.</param>
    public GradientClimb(Plane buffer, Region window, Region kept, GradientFunction gradient)
    {
        (this.buffer, this.kept, this.gradient) = (buffer, kept, gradient);
        seen = new Plane(window);
        climb = new Plane(window);
    }

    /// <inheritdoc/>
    public double Advance(ClimbStep by)
    {
        var (shift, window) = (by.Shift, seen.Area);
        buffer.CopyTo(window.Offset(shift.X, shift.Y), seen.Values);
        gradient(seen.Values, climb.Values);
        var sum = AbsoluteSum(shift);
        var figure = Normaliser.Scaled(by.Level, sum / (Plane.Channels * kept.PixelCount), by.AtStart);
        if (by.Length == 0 || figure < GradientAscent.Least)
        {
            return sum;
        }

        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = window.Y; y < window.Bottom; y++)
            {
                Rows.StepClamped(
                    buffer.Row(channel, y + shift.Y, window.X + shift.X, window.Width), (float)(by.Length / figure), climb.Row(channel, y));
            }
        }

        return sum;
    }

    private double AbsoluteSum(Shift shift)
    {
        // The planes are named after the unshifted window, so a kept pixel stands the shift's opposite away in them.
        var sum = 0.0;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = kept.Y; y < kept.Bottom; y++)
            {
                sum += Rows.AbsoluteSum(climb.Row(channel, y - shift.Y, kept.X - shift.X, kept.Width));
            }
        }

        return double.IsFinite(sum) ? sum : throw new ArithmeticException("The net's gradient is not a number.");
    }
}
