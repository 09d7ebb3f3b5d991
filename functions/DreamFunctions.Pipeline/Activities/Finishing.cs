using System.Numerics.Tensors;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>What is seen of a dream: the picture with its detail, as the settings want them together.</summary>
internal static class Finishing
{
    /// <summary>Lays a detail over its picture, which is changed; so is the detail.</summary>
    public static void Lay(Plane picture, Plane detail, DreamSettings settings)
    {
        if (settings.Original > 0)
            TensorPrimitives.Multiply(detail.Values, (float)(1 - settings.Original), detail.Values);
        if (settings.Colour == DreamColour.Kept)
        {
            // Whole steps: rounding each channel's sum could move one of them by 1 more.
            Colour.Keep(detail, picture);
            TensorPrimitives.Round(detail.Values, detail.Values);
        }

        picture.AddClamped(detail);
    }

    /// <summary>A value as a byte of a picture.</summary>
    public static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
