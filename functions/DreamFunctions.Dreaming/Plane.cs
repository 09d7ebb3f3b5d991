namespace DreamFunctions.Dreaming;

/// <summary>
/// Pixels of a region: three channels R, G, B as float, 0..255 for a picture and any value for a detail (a difference),
/// in the layout channel, row, column. The region is in the coordinates of the whole picture.
/// </summary>
public sealed class Plane
{
    /// <summary>The number of channels of every plane.</summary>
    public const int Channels = 3;

    /// <summary>A plane of zeros.</summary>
    /// <exception cref="ArgumentException">The region is empty.</exception>
    public Plane(Region area)
        : this(area, new float[LengthOf(area)])
    {
    }

    /// <summary>A plane over values that exist already; they are not copied.</summary>
    /// <exception cref="ArgumentException">The region is empty, or there are not 3 * height * width values.</exception>
    public Plane(Region area, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != LengthOf(area))
        {
            throw new ArgumentException($"A plane of {area} has {LengthOf(area)} values, not {values.Length}.", nameof(values));
        }

        Area = area;
        Values = values;
    }

    /// <summary>The pixels that the plane holds, in picture coordinates.</summary>
    public Region Area { get; }

    /// <summary>All values, 3 * height * width.</summary>
    public float[] Values { get; }

    /// <summary>The values of one row; index 0 is the column <c>Area.X</c>.</summary>
    /// <param name="channel">0, 1 or 2.</param>
    /// <param name="y">The row in picture coordinates, within the area.</param>
    public Span<float> Row(int channel, int y)
    {
        if ((uint)channel >= Channels || y < Area.Y || y >= Area.Bottom)
        {
            throw new ArgumentOutOfRangeException(nameof(y), $"No row {y} of channel {channel} in a plane of {Area}.");
        }

        return Values.AsSpan(((channel * Area.Height) + (y - Area.Y)) * Area.Width, Area.Width);
    }

    /// <summary>The part of a row from column x on, so many pixels, in picture coordinates.</summary>
    public Span<float> Row(int channel, int y, int x, int width) => Row(channel, y).Slice(x - Area.X, width);

    /// <summary>A copy of a part.</summary>
    /// <exception cref="ArgumentException">The part is empty or reaches over the plane's area.</exception>
    public Plane Crop(Region part)
    {
        var crop = new Plane(part);
        CopyTo(part, crop.Values);
        return crop;
    }

    /// <summary>Copies a part into memory of the layout channel, row, column.</summary>
    /// <exception cref="ArgumentException">The part reaches over the plane's area, or the memory is too short.</exception>
    public void CopyTo(Region part, Span<float> values)
    {
        Require(part, nameof(part));
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = part.Y; y < part.Bottom; y++)
            {
                Row(channel, y, part.X, part.Width).CopyTo(values[(((channel * part.Height) + (y - part.Y)) * part.Width)..]);
            }
        }
    }

    /// <summary>Takes over the pixels that the other plane has in common with this one.</summary>
    public void Overlay(Plane other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var common = Area.Intersect(other.Area);
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = common.Y; y < common.Bottom; y++)
            {
                other.Row(channel, y, common.X, common.Width).CopyTo(Row(channel, y, common.X, common.Width));
            }
        }
    }

    /// <summary>
    /// The difference this minus other over a part that both cover: the detail, if other is what the dream began with.
    /// </summary>
    public Plane Minus(Plane other, Region part)
    {
        ArgumentNullException.ThrowIfNull(other);
        Require(part, nameof(part));
        other.Require(part, nameof(part));
        var difference = new Plane(part);
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = part.Y; y < part.Bottom; y++)
            {
                Rows.Subtract(
                    Row(channel, y, part.X, part.Width),
                    other.Row(channel, y, part.X, part.Width),
                    difference.Row(channel, y));
            }
        }

        return difference;
    }

    /// <summary>Adds the other plane where both have pixels, and keeps the result within 0..255.</summary>
    public void AddClamped(Plane other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var common = Area.Intersect(other.Area);
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = common.Y; y < common.Bottom; y++)
            {
                Rows.StepClamped(Row(channel, y, common.X, common.Width), 1f, other.Row(channel, y, common.X, common.Width));
            }
        }
    }

    internal void Require(Region part, string parameter)
    {
        if (!Area.Contains(part))
        {
            throw new ArgumentException($"A plane of {Area} does not cover {part}.", parameter);
        }
    }

    private static int LengthOf(Region area) => area.IsEmpty
        ? throw new ArgumentException($"A plane needs at least one pixel, not {area}.", nameof(area))
        : checked(Channels * area.Width * area.Height);
}
