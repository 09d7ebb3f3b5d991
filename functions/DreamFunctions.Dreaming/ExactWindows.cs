namespace DreamFunctions.Dreaming;

/// <summary>
/// A large window visited in small ones, all alike in size, with the same gradient at every pixel as at one go: a pixel's
/// gradient depends on pixels up to receptive field - 1 away, so each window keeps only pixels that far from its borders (the
/// halo), a hard crop. Where it meets the large window's own border it keeps all: the net sees the same nothing beyond. Windows
/// begin on the layer's stride grid in the large window; the last is moved inwards on it until it fits.
/// </summary>
public sealed class ExactWindows
{
    private readonly Axis across;
    private readonly Axis down;

    private ExactWindows(Size whole, Axis across, Axis down) => (Whole, this.across, this.down) = (whole, across, down);

    /// <summary>The large window's size.</summary>
    public Size Whole { get; }

    /// <summary>The size of every small one.</summary>
    public Size Window => new(across.Side, down.Side);

    /// <summary>How many there are, at least 1.</summary>
    public int Count => across.Count * down.Count;

    /// <summary>Pixels that the net sees for each pixel of the large window: 1 for a single one.</summary>
    public double Work => (double)Count * new Region(Window).PixelCount / new Region(Whole).PixelCount;

    /// <summary>The windows of least work of those that are small enough; null where even the smallest are not.</summary>
    /// <param name="whole">The large window's size, multiples of the stride.</param>
    /// <param name="receptiveField">The layer's receptive field in pixels, at least 1.</param>
    /// <param name="stride">The layer's stride in pixels, at least 1.</param>
    /// <param name="core">The longest side that a window keeps, rounded up to the stride; null for any.</param>
    /// <param name="pixels">The most pixels of a window.</param>
    /// <exception cref="ArgumentException">The sizes are no multiples of the stride, or a figure is below 1.</exception>
    public static ExactWindows? Fit(Size whole, int receptiveField, int stride, int? core, long pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(receptiveField, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(core ?? 1, 1, nameof(core));
        if (whole.Width < 1 || whole.Height < 1 || whole.Width % stride != 0 || whole.Height % stride != 0)
        {
            throw new ArgumentException($"The sides of {whole} are not multiples of the stride, {stride}.", nameof(whole));
        }

        var halo = StrideGrid.RoundUp(receptiveField - 1, stride);
        var rows = Axis.Choices(whole.Height, halo, stride, core).ToArray();
        return (
            from columns in Axis.Choices(whole.Width, halo, stride, core)
            from row in rows
            where (long)columns.Side * row.Side <= pixels
            let windows = new ExactWindows(whole, columns, row)
            orderby windows.Work, windows.Count
            select windows).FirstOrDefault();
    }

    /// <summary>What a window sees, in the large window's own coordinates.</summary>
    public Region SeenBy(int window) => new(across.Begin(window % across.Count), down.Begin(window / across.Count), across.Side, down.Side);

    /// <summary>What it keeps: these regions partition the large window.</summary>
    public Region KeptBy(int window)
    {
        var (row, column) = Math.DivRem(window, across.Count);
        return Region.Between(
            across.KeptFrom(column), down.KeptFrom(row), across.KeptFrom(column + 1), down.KeptFrom(row + 1));
    }

    /// <summary>The gradient over the large window, by visits to the small ones in their order, all of the same pixels.</summary>
    /// <param name="small">The net over <see cref="Window"/>.</param>
    /// <param name="cancellation">Asked before each visit.</param>
    public GradientFunction Over(GradientFunction small, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(small);
        if (Count == 1)
        {
            return small;
        }

        var seen = new Plane(new Region(Window));
        var climb = new Plane(new Region(Window));
        return (pixels, gradient) =>
        {
            for (var window = 0; window < Count; window++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (place, kept) = (SeenBy(window), KeptBy(window));
                for (var channel = 0; channel < Plane.Channels; channel++)
                {
                    for (var y = 0; y < place.Height; y++)
                    {
                        pixels.Slice(At(channel, place.X, place.Y + y), place.Width).CopyTo(seen.Row(channel, y));
                    }
                }

                small(seen.Values, climb.Values);
                for (var channel = 0; channel < Plane.Channels; channel++)
                {
                    for (var y = kept.Y; y < kept.Bottom; y++)
                    {
                        climb.Row(channel, y - place.Y, kept.X - place.X, kept.Width)
                            .CopyTo(gradient[At(channel, kept.X, y)..]);
                    }
                }
            }
        };
    }

    private int At(int channel, int x, int y) => (((channel * Whole.Height) + y) * Whole.Width) + x;

    /// <summary>One axis: so many windows of a side, their begins a pitch apart but for the last.</summary>
    private readonly record struct Axis(int Length, int Halo, int Pitch, int Count)
    {
        public int Side => Count == 1 ? Length : Pitch + (2 * Halo);

        /// <summary>For each number of windows the shortest that cover the axis; from one on, until they keep one cell.</summary>
        public static IEnumerable<Axis> Choices(int length, int halo, int stride, int? core)
        {
            if (core is not { } most || StrideGrid.RoundUp(most, stride) + (2 * halo) >= length)
            {
                yield return new(length, halo, length, 1);
            }

            var last = length;
            for (var count = 2; last > stride; count++)
            {
                // The outer windows keep what would be halo beyond the border: count pitches and two halos cover the length.
                var pitch = Math.Max(stride, StrideGrid.RoundUp((length - (2 * halo) + count - 1) / count, stride));
                if (pitch + (2 * halo) >= length)
                {
                    yield break;
                }

                var fewest = (length - (2 * halo) + pitch - 1) / pitch;
                if (fewest == count && (core is null || pitch <= StrideGrid.RoundUp(core.Value, stride)))
                {
                    yield return new(length, halo, pitch, count);
                }

                last = pitch;
            }
        }

        public int Begin(int window) => window == Count - 1 ? Length - Side : window * Pitch;

        public int KeptFrom(int window) => window == 0 ? 0 : window == Count ? Length : (window * Pitch) + Halo;
    }
}
