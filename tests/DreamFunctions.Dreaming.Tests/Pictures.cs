using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

/// <summary>Pictures and grids to try things on.</summary>
internal static class Pictures
{
    /// <summary>Sides from 1 on, odd ones as often as even ones.</summary>
    public static readonly Gen<Size> Sizes = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], (w, h) => new Size(w, h));

    /// <summary>Grids that can be planned, with and without halo, feather and jitter.</summary>
    public static readonly Gen<TileGrid> Grids =
        from size in Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90], (w, h) => new Size(w, h))
        from stride in Gen.OneOf(1, 2, 4, 8)
        from core in Gen.Int[1, 40]
        from jitter in Gen.Int[0, 9]
        from coreHeight in Gen.Int[1, 40]
        from feather in Gen.Int[0, Math.Min(core, coreHeight) / 2]
        from spare in Gen.Int[0, 5]
        select TileGrid.Plan(size, new Size(core, coreHeight), ((jitter + 1) / 2) + feather + spare, feather, stride, jitter);

    /// <summary>A non-empty part of a picture.</summary>
    public static Gen<Region> PartOf(Size size) =>
        from x in Gen.Int[0, size.Width - 1]
        from y in Gen.Int[0, size.Height - 1]
        from width in Gen.Int[1, size.Width - x]
        from height in Gen.Int[1, size.Height - y]
        select new Region(x, y, width, height);

    /// <summary>A plane of noise, 0..255.</summary>
    public static Plane Noise(Region area, int seed)
    {
        var random = new Random(seed);
        var plane = new Plane(area);
        for (var i = 0; i < plane.Values.Length; i++)
        {
            plane.Values[i] = random.NextSingle() * 255;
        }

        return plane;
    }

    public static Plane Noise(Size size, int seed) => Noise(new Region(size), seed);

    /// <summary>Smooth noise about 0, the blobs some 6 pixels wide: a detail without any seam.</summary>
    public static Plane Texture(Region area, int seed)
    {
        const int Reach = 4;
        var noise = Noise(area.Inflate(2 * Reach), seed);
        var rows = new Plane(noise.Area);
        var texture = new Plane(area);
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            for (var y = noise.Area.Y; y < noise.Area.Bottom; y++)
            {
                var from = noise.Row(channel, y);
                var to = rows.Row(channel, y);
                for (var x = Reach; x < from.Length - Reach; x++)
                {
                    for (var i = -Reach; i <= Reach; i++)
                    {
                        to[x] += Kernel(i) * (from[x + i] - 127.5f);
                    }
                }
            }

            for (var y = area.Y; y < area.Bottom; y++)
            {
                var to = texture.Row(channel, y);
                for (var i = -Reach; i <= Reach; i++)
                {
                    var from = rows.Row(channel, y + i, area.X, area.Width);
                    for (var x = 0; x < to.Length; x++)
                    {
                        to[x] += Kernel(i) * from[x];
                    }
                }
            }
        }

        return texture;

        static float Kernel(int i) => 0.5f * (1 + MathF.Cos(MathF.PI * i / (Reach + 1))) / 2;
    }

    public static float At(this Plane plane, int channel, int x, int y) => plane.Row(channel, y)[x - plane.Area.X];

    /// <summary>The largest difference of two planes of the same area.</summary>
    public static float Distance(Plane a, Plane b)
    {
        Assert.Equal(a.Area, b.Area);
        var distance = 0f;
        for (var i = 0; i < a.Values.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(a.Values[i] - b.Values[i]));
        }

        return distance;
    }
}
