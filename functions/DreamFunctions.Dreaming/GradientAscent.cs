namespace DreamFunctions.Dreaming;

/// <summary>Dreams a tile: climbs towards more energy, a normalised step at a time.</summary>
public static class GradientAscent
{
    /// <summary>A normaliser below this stands for no gradient at all: no step is taken.</summary>
    public const double Least = 1e-20;

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
        ArgumentNullException.ThrowIfNull(gradient);
        var climb = new GradientClimb(buffer, grid.WindowOf(tile), grid.KeptOf(tile), gradient);
        return Run(climb, grid, tile, octave, seed, settings, normaliser, cancellation);
    }

    /// <summary>As the other form, on a climb of the tile's buffer, window and kept pixels.</summary>
    /// <exception cref="ArgumentException">There are fewer figures than iterations.</exception>
    /// <exception cref="ArithmeticException">The net gave something that is not a number.</exception>
    public static AscentTrace Run(
        IClimb climb,
        TileGrid grid,
        int tile,
        int octave,
        ulong seed,
        AscentSettings settings,
        NormaliserMode normaliser,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(climb);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(settings);
        if (normaliser.Figures is { } figures && figures.Count < settings.Iterations)
        {
            throw new ArgumentException(
                $"{settings.Iterations} iterations need as many figures, not {figures.Count}.", nameof(normaliser));
        }

        var count = Plane.Channels * grid.KeptOf(tile).PixelCount;
        var sums = new double[settings.Iterations];
        for (var i = 0; i < settings.Iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (level, atStart) = normaliser.At(i, sums[0] / count);
            var shift = Jitter.Draw(seed, octave, i, grid.Jitter);
            sums[i] = climb.Advance(new(shift, settings.StepAt(i), level, atStart, i == settings.Iterations - 1));
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
        return Probe(new GradientClimb(buffer, grid.WindowOf(tile), grid.KeptOf(tile), gradient), grid, tile, octave, seed, cancellation);
    }

    /// <summary>As the other form, on a climb of the tile's buffer, window and kept pixels.</summary>
    /// <exception cref="ArithmeticException">The net gave something that is not a number.</exception>
    public static AscentTrace Probe(IClimb climb, TileGrid grid, int tile, int octave, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(climb);
        ArgumentNullException.ThrowIfNull(grid);
        cancellation.ThrowIfCancellationRequested();
        var sum = climb.Advance(new(Jitter.Draw(seed, octave, 0, grid.Jitter), Length: 0, Level: 1, AtStart: 0, IsLast: true));
        return new AscentTrace([sum], Plane.Channels * grid.KeptOf(tile).PixelCount);
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
