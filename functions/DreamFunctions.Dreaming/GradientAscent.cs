namespace DreamFunctions.Dreaming;

/// <summary>Dreams a tile: climbs towards more energy, a normalised step at a time.</summary>
public static class GradientAscent
{
    /// <summary>A normaliser below this stands for no gradient at all: no step is taken.</summary>
    internal const double Least = 1e-20;

    /// <summary>
    /// As the other form: with the figures that the octave agreed on, or, where there are none, with the tile's own mean.
    /// </summary>
    public static AscentTrace Run(
        Plane buffer,
        TileGrid grid,
        int tile,
        int octave,
        ulong seed,
        AscentSettings settings,
        IReadOnlyList<double>? normaliser,
        GradientFunction gradient,
        CancellationToken cancellation) => Run(
            buffer,
            grid,
            tile,
            octave,
            seed,
            settings,
            normaliser is null ? NormaliserMode.Own : NormaliserMode.Shared(normaliser),
            gradient,
            cancellation);

    /// <summary>
    /// In iteration i the window, shifted by <see cref="Jitter.Draw"/>, goes through the net, and the buffer becomes
    /// clamp(buffer + step * gradient / n, 0, 255) there, n being the mode's figure.
    /// </summary>
    /// <param name="buffer">A plane of exactly <c>grid.BufferOf(tile)</c>; dreamed in place.</param>
    /// <param name="grid">The octave's grid.</param>
    /// <param name="tile">The tile's number.</param>
    /// <param name="octave">The octave's number, for the jitter.</param>
    /// <param name="seed">The dream's seed, for the jitter.</param>
    /// <param name="settings">Iterations and step.</param>
    /// <param name="normaliser">By what the gradient is divided.</param>
    /// <param name="gradient">The net.</param>
    /// <param name="cancellation">Asked before each iteration.</param>
    /// <returns>The sums of |gradient| before each step.</returns>
    /// <exception cref="ArgumentException">
    /// The buffer is of another region, or there are fewer figures than iterations.
    /// </exception>
    /// <exception cref="ArithmeticException">The net gave something that is not a number.</exception>
    public static AscentTrace Run(
        Plane buffer,
        TileGrid grid,
        int tile,
        int octave,
        ulong seed,
        AscentSettings settings,
        NormaliserMode normaliser,
        GradientFunction gradient,
        CancellationToken cancellation)
    {
        Require(buffer, grid, tile);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(gradient);
        if (normaliser.Figures is { } figures && figures.Count < settings.Iterations)
        {
            throw new ArgumentException(
                $"{settings.Iterations} iterations need as many figures, not {figures.Count}.", nameof(normaliser));
        }

        var seen = new Plane(grid.WindowOf(tile));
        var climb = new Plane(seen.Area);
        var kept = grid.KeptOf(tile);
        var count = Plane.Channels * kept.PixelCount;
        var sums = new double[settings.Iterations];
        for (var i = 0; i < settings.Iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var shift = Jitter.Draw(seed, octave, i, grid.Jitter);
            sums[i] = Evaluate(buffer, shift, kept, gradient, seen, climb);
            var figure = normaliser switch
            {
                { Figures: { } agreed } => agreed[i],
                { Level: { } level } => Normaliser.Scaled(level, sums[i] / count, sums[0] / count),
                _ => sums[i] / count,
            };
            if (figure >= Least)
            {
                Step(buffer, climb, shift, (float)(settings.StepAt(i) / figure));
            }
        }

        return new AscentTrace(sums, count);
    }

    /// <summary>Measures |gradient| as the first iteration will find it, and leaves the buffer as it is.</summary>
    /// <exception cref="ArgumentException">The buffer is of another region.</exception>
    /// <exception cref="ArithmeticException">The net gave something that is not a number.</exception>
    public static AscentTrace Probe(
        Plane buffer, TileGrid grid, int tile, int octave, ulong seed, GradientFunction gradient, CancellationToken cancellation)
    {
        Require(buffer, grid, tile);
        ArgumentNullException.ThrowIfNull(gradient);
        cancellation.ThrowIfCancellationRequested();
        var seen = new Plane(grid.WindowOf(tile));
        var climb = new Plane(seen.Area);
        var kept = grid.KeptOf(tile);
        var sum = Evaluate(buffer, Jitter.Draw(seed, octave, 0, grid.Jitter), kept, gradient, seen, climb);
        return new AscentTrace([sum], Plane.Channels * kept.PixelCount);
    }

    private static double Evaluate(
        Plane buffer, Shift shift, Region kept, GradientFunction gradient, Plane seen, Plane climb)
    {
        buffer.CopyTo(seen.Area.Offset(shift.X, shift.Y), seen.Values);
        gradient(seen.Values, climb.Values);

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

    private static void Step(Plane buffer, Plane climb, Shift shift, float factor)
    {
        var window = climb.Area;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = window.Y; y < window.Bottom; y++)
            {
                Rows.StepClamped(
                    buffer.Row(channel, y + shift.Y, window.X + shift.X, window.Width), factor, climb.Row(channel, y));
            }
        }
    }

    private static void Require(Plane buffer, TileGrid grid, int tile)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(grid);
        if (buffer.Area != grid.BufferOf(tile))
        {
            throw new ArgumentException($"Tile {tile} dreams in {grid.BufferOf(tile)}, not {buffer.Area}.", nameof(buffer));
        }
    }
}
