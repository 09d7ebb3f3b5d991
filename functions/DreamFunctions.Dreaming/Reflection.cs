namespace DreamFunctions.Dreaming;

/// <summary>
/// What lies beyond a picture's edge: its mirror image without the edge pixel repeated (... 2 1 0 1 2 ... n-1 n-2 ...).
/// A tile at the edge is filled up with it, since a net's tiles must all be alike.
/// </summary>
public static class Reflection
{
    /// <summary>The index inside 0..n-1 that any index shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is below 1.</exception>
    public static int Index(int i, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if ((uint)i < (uint)n)
        {
            return i;
        }

        if (n == 1)
        {
            return 0;
        }

        var period = 2L * (n - 1);
        var phase = i % period;
        if (phase < 0)
        {
            phase += period;
        }

        return (int)Math.Min(phase, period - phase);
    }

    /// <summary>The smallest region inside the picture that holds every pixel which the window shows.</summary>
    /// <exception cref="ArgumentException">The window or the picture is empty.</exception>
    public static Region Footprint(Region window, Size picture)
    {
        if (window.IsEmpty || picture.Width < 1 || picture.Height < 1)
        {
            throw new ArgumentException($"No window of {window} on a picture of {picture}.", nameof(window));
        }

        var (left, right) = Shown(window.X, window.Right - 1, picture.Width);
        var (top, bottom) = Shown(window.Y, window.Bottom - 1, picture.Height);
        return Region.Between(left, top, right + 1, bottom + 1);
    }

    /// <summary>The window's pixels, those beyond the picture's edges by reflection.</summary>
    /// <param name="part">A plane that covers at least the window's <see cref="Footprint"/>.</param>
    /// <param name="window">What to show, not empty.</param>
    /// <param name="picture">The whole picture's size.</param>
    /// <exception cref="ArgumentException">The plane covers too little, or the window or picture is empty.</exception>
    public static Plane Extend(Plane part, Region window, Size picture)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Require(Footprint(window, picture), nameof(part));

        var inside = window.Intersect(new Region(0, window.Y, picture.Width, window.Height));
        var extended = new Plane(window);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = window.Y; y < window.Bottom; y++)
            {
                var source = part.Row(channel, Index(y, picture.Height));
                var target = extended.Row(channel, y);
                if (inside.IsEmpty)
                {
                    Mirror(source, part.Area.X, target, window.X, window.X, window.Right, picture.Width);
                    continue;
                }

                Mirror(source, part.Area.X, target, window.X, window.X, inside.X, picture.Width);
                source.Slice(inside.X - part.Area.X, inside.Width).CopyTo(target[(inside.X - window.X)..]);
                Mirror(source, part.Area.X, target, window.X, inside.Right, window.Right, picture.Width);
            }
        }

        return extended;
    }

    private static void Mirror(
        ReadOnlySpan<float> source, int sourceX, Span<float> target, int targetX, int from, int to, int width)
    {
        for (var x = from; x < to; x++)
        {
            target[x - targetX] = source[Index(x, width) - sourceX];
        }
    }

    private static (int First, int Last) Shown(int first, int last, int n)
    {
        if (n == 1)
        {
            return (0, 0);
        }

        // Between its ends the reflected index turns only at multiples of the period (at 0) and half a period later (at n-1).
        var period = 2L * (n - 1);
        var (a, b) = (Index(first, n), Index(last, n));
        var turnsAtStart = FloorDivide(last, period) * period >= first;
        var turnsAtEnd = (FloorDivide(last - (n - 1L), period) * period) + n - 1 >= first;
        return (turnsAtStart ? 0 : Math.Min(a, b), turnsAtEnd ? n - 1 : Math.Max(a, b));
    }

    private static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);
}
