namespace DreamFunctions.Dreaming;

/// <summary>
/// How much of a tile counts at a place: a raised cosine over [border - feather, border + feather), 1 inside and, at the
/// picture's edges, outwards. The weight of a pixel is the product of its two axes'; at every place the weights of all
/// tiles add up to 1. A feather of 0 is a hard cut.
/// </summary>
public static class FeatherWeights
{
    /// <summary>The weight of a tile along one axis.</summary>
    /// <param name="tile">The tile's column or row.</param>
    /// <param name="count">How many tiles the axis has.</param>
    /// <param name="origin">Where the first core begins.</param>
    /// <param name="core">The side of a core.</param>
    /// <param name="feather">Half the width of the ramp, at most half a core.</param>
    /// <param name="position">The pixel's column or row.</param>
    public static float At(int tile, int count, int origin, int core, int feather, int position)
    {
        var begin = origin + (tile * core);
        if (tile > 0 && position < begin + feather)
        {
            return (float)Rise(position, begin, feather);
        }

        var end = begin + core;
        return tile < count - 1 && position >= end - feather ? (float)(1 - Rise(position, end, feather)) : 1f;
    }

    /// <summary>The weights of a tile's column at the pixels from x on.</summary>
    public static float[] Across(TileGrid grid, int tile, int x, int width)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return Line(tile % grid.Columns, grid.Columns, grid.OriginX, grid.Core, grid.Feather, x, width);
    }

    /// <summary>The weights of a tile's row at the pixels from y on.</summary>
    public static float[] Down(TileGrid grid, int tile, int y, int height)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return Line(tile / grid.Columns, grid.Rows, grid.OriginY, grid.CoreHeight, grid.Feather, y, height);
    }

    private static float[] Line(int tile, int count, int origin, int core, int feather, int from, int length)
    {
        var weights = new float[length];
        for (var i = 0; i < length; i++)
        {
            weights[i] = At(tile, count, origin, core, feather, from + i);
        }

        return weights;
    }

    private static double Rise(int position, int border, int feather)
    {
        if (position < border - feather)
        {
            return 0;
        }

        return position >= border + feather
            ? 1
            : 0.5 - (0.5 * Math.Cos(Math.PI * (position + 0.5 - (border - feather)) / (2 * feather)));
    }
}
