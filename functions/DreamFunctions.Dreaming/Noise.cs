namespace DreamFunctions.Dreaming;

/// <summary>
/// Pictures that are made and not taken, to dream from. Every value is a pure function of seed, channel and place, so that a
/// machine, a replay or a part of the picture gives the same again.
/// </summary>
public static class Noise
{
    private const float Mean = 127.5f;

    /// <summary>Every value 128.</summary>
    public static Plane Grey(Region area)
    {
        var plane = new Plane(area);
        plane.Values.AsSpan().Fill(128);
        return plane;
    }

    /// <summary>Whole numbers of 0..255, all alike likely.</summary>
    public static Plane Uniform(Region area, ulong seed) =>
        Fill(area, (channel, x, y) => (float)Math.Floor(256 * Unit(seed, channel, x, y)));

    /// <summary>Normally distributed about the middle, kept within 0..255 and rounded.</summary>
    /// <param name="area">Which pixels.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="deviation">The standard deviation, on the scale 0..255.</param>
    public static Plane Gaussian(Region area, ulong seed, float deviation = 40) => Fill(area, (channel, x, y) =>
    {
        // Box and Muller 1958; 1 - u lies in (0, 1], where the logarithm is finite.
        var radius = Math.Sqrt(-2 * Math.Log(1 - Unit(seed, channel, x, y)));
        var normal = radius * Math.Cos(2 * Math.PI * Unit(seed, channel + 3, x, y));
        return Rounded(Mean + (deviation * (float)normal));
    });

    /// <summary>
    /// Value noise, smoothly interpolated, on grids of 2, 4, ... pixels up to the given one, each with a weight like its spacing:
    /// clouds. The channels share two thirds of it, so that colours are muted.
    /// </summary>
    /// <param name="area">Which pixels.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="coarsest">The spacing of the coarsest grid in pixels.</param>
    public static Plane Fractal(Region area, ulong seed, int coarsest = 256)
    {
        var plane = new Plane(area);
        var grey = new float[area.Width];
        var weight = 0.0;
        for (var spacing = 2; spacing <= coarsest; spacing *= 2)
        {
            weight += spacing;
        }

        for (var y = area.Y; y < area.Bottom; y++)
        {
            Array.Clear(grey);
            AddClouds(grey, seed, 6, area.X, y, coarsest, weight);
            for (var channel = 0; channel < Plane.Channels; channel++)
            {
                var row = plane.Row(channel, y);
                AddClouds(row, seed, channel, area.X, y, coarsest, weight);
                for (var i = 0; i < row.Length; i++)
                {
                    // Sums of noise crowd around the middle; 1.6 spreads them over the scale again.
                    var value = ((2 * grey[i]) + row[i]) / 3;
                    row[i] = Rounded(Mean + (1.6f * 255 * (value - 0.5f)));
                }
            }
        }

        return plane;
    }

    private static void AddClouds(Span<float> row, ulong seed, int layer, int x, int y, int coarsest, double total)
    {
        for (var spacing = 2; spacing <= coarsest; spacing *= 2)
        {
            var part = (float)(spacing / total);
            var (top, down) = (FloorDivide(y, spacing), Smooth(y, spacing));
            for (var i = 0; i < row.Length; i++)
            {
                var (left, across) = (FloorDivide(x + i, spacing), Smooth(x + i, spacing));
                var lane = (layer * 64) + int.Log2(spacing);
                var above = Between(Unit(seed, lane, left, top), Unit(seed, lane, left + 1, top), across);
                var below = Between(Unit(seed, lane, left, top + 1), Unit(seed, lane, left + 1, top + 1), across);
                row[i] += part * (float)Between(above, below, down);
            }
        }
    }

    private static double Between(double a, double b, double share) => a + (share * (b - a));

    private static double Smooth(int position, int spacing)
    {
        var t = (position - ((double)FloorDivide(position, spacing) * spacing)) / spacing;
        return t * t * (3 - (2 * t));
    }

    private static int FloorDivide(int a, int b) => (a / b) - (a % b < 0 ? 1 : 0);

    private static Plane Fill(Region area, Func<int, int, int, float> value)
    {
        var plane = new Plane(area);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = area.Y; y < area.Bottom; y++)
            {
                var row = plane.Row(channel, y);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = value(channel, area.X + i, y);
                }
            }
        }

        return plane;
    }

    private static float Rounded(float value) => Math.Clamp(MathF.Round(value), 0, 255);

    // The 53 bits that a double holds, in [0, 1).
    private static double Unit(ulong seed, int lane, int x, int y) =>
        (Mixed.Of(Mixed.Of(Mixed.Of(seed) + (uint)lane) + ((ulong)(uint)y << 32) + (uint)x) >> 11) * (1.0 / (1UL << 53));
}
