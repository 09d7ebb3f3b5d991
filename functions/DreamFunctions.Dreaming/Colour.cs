namespace DreamFunctions.Dreaming;

/// <summary>Changes of lightness that leave colour differences alone: all three channels move by the same amount.</summary>
public static class Colour
{
    /// <summary>The part of a gradient that moves all channels alike: their mean.</summary>
    /// <param name="gradient">Changed in place.</param>
    public static void Flatten(Plane gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var plane = gradient.Values.Length / Plane.Channels;
        Span<float> red = gradient.Values.AsSpan(0, plane), green = gradient.Values.AsSpan(plane, plane), blue = gradient.Values.AsSpan(2 * plane);
        for (var i = 0; i < plane; i++)
        {
            red[i] = green[i] = blue[i] = (red[i] + green[i] + blue[i]) / 3;
        }
    }

    /// <summary>A detail made the same in all channels, and no stronger than the picture's lightest and darkest channel allow.</summary>
    /// <param name="detail">What a dream adds; changed in place.</param>
    /// <param name="picture">What it is added to, 0..255; covers the detail.</param>
    public static void Keep(Plane detail, Plane picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Flatten(detail);
        var area = detail.Area;
        picture.Require(area, nameof(picture));
        for (var y = area.Y; y < area.Bottom; y++)
        {
            Span<float> red = Part(picture, 0, y, area), green = Part(picture, 1, y, area), blue = Part(picture, 2, y, area);
            Span<float> a = detail.Row(0, y), b = detail.Row(1, y), c = detail.Row(2, y);
            for (var i = 0; i < a.Length; i++)
            {
                var lightest = Math.Max(red[i], Math.Max(green[i], blue[i]));
                var darkest = Math.Min(red[i], Math.Min(green[i], blue[i]));
                a[i] = b[i] = c[i] = Math.Clamp(a[i], -darkest, 255 - lightest);
            }
        }
    }

    private static Span<float> Part(Plane plane, int channel, int y, Region area) => plane.Row(channel, y, area.X, area.Width);
}
