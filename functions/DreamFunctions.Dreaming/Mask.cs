namespace DreamFunctions.Dreaming;

/// <summary>
/// Where a picture is dreamed: a plane of 0 (not at all) to 1 (wholly), alike in all channels, so that everything that planes can
/// do it can do too.
/// </summary>
public static class Mask
{
    /// <summary>A mask with soft edges that stays 0 where it was 0: feathered inwards only.</summary>
    /// <param name="mask">0..1.</param>
    /// <param name="feather">How far the ramp reaches inwards, in pixels; 0 leaves the edges hard.</param>
    public static Plane Feather(Plane mask, int feather)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegative(feather);
        if (feather == 0)
        {
            return mask.Crop(mask.Area);
        }

        // A blurred edge is half at the edge; twice what is above half begins there with 0. Its ramp is two sigmas long.
        var soft = Blur.Gaussian(mask, feather / 2f);
        for (var i = 0; i < soft.Values.Length; i++)
        {
            soft.Values[i] = Math.Min(mask.Values[i], Math.Clamp((2 * soft.Values[i]) - 1, 0, 1));
        }

        return soft;
    }

    /// <summary>Whether every value of a part is 0.</summary>
    public static bool IsBlack(Plane mask, Region part)
    {
        ArgumentNullException.ThrowIfNull(mask);
        for (var y = part.Y; y < part.Bottom; y++)
        {
            if (mask.Row(0, y, part.X, part.Width).ContainsAnyExcept(0f))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Keeps of a detail what the mask lets through.</summary>
    /// <param name="detail">Changed in place.</param>
    /// <param name="mask">Covers the detail.</param>
    public static void Apply(Plane detail, Plane mask)
    {
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(mask);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = detail.Area.Y; y < detail.Area.Bottom; y++)
            {
                Span<float> row = detail.Row(channel, y), share = mask.Row(channel, y, detail.Area.X, detail.Area.Width);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] *= share[i];
                }
            }
        }
    }
}
