using DreamFunctions.Dreaming;
using DreamFunctions.Inference;

namespace DreamFunctions.Local.Atlas;

/// <summary>A quick dream of a small picture in one tile, in this process: octaves, carried details, jitter as in the pipeline.</summary>
internal static class AtlasDream
{
    private const int Octaves = 3;
    private const double Scale = 1.4;
    private const float Step = 2;
    private const int Jitter = 16;

    /// <summary>The dream.</summary>
    /// <param name="net">Set to what is amplified.</param>
    /// <param name="stride">The net's stride there.</param>
    /// <param name="photo">From (0, 0).</param>
    /// <param name="iterations">Steps in each octave.</param>
    /// <param name="cancellation">Asked before each step.</param>
    public static Plane Of(DreamNet net, int stride, Plane photo, int iterations, CancellationToken cancellation)
    {
        Plane? detail = null;
        Plane dream = photo;
        foreach (var (size, octave) in OctavePyramid.Sizes(photo.Area.Size, Octaves, Scale).Select((size, i) => (size, i)))
        {
            var picture = OctavePyramid.Shrink(photo, size);
            dream = picture.Crop(picture.Area);
            if (detail is not null)
                dream.AddClamped(Enlarge.Part(detail, detail.Area.Size, dream.Area, size));
            var grid = TileGrid.Untiled(size, stride, Jitter);
            var buffer = Reflection.Extend(dream, grid.BufferOf(0), size);
            GradientAscent.Run(
                net.Climb(buffer, grid.WindowOf(0), grid.KeptOf(0)), grid, 0, octave, 0,
                new AscentSettings(iterations, Step), NormaliserMode.Own, cancellation);
            dream = buffer.Crop(picture.Area);
            detail = dream.Minus(picture, picture.Area);
        }

        return dream;
    }
}
