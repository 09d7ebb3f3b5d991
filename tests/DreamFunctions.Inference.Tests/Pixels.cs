using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

/// <summary>Pictures to try nets on.</summary>
internal static class Pixels
{
    /// <summary>Smooth blobs with noise on top, different in each channel, so that a wrong channel order shows.</summary>
    public static float[] Scene(Size size, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[3 * size.Width * size.Height];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < size.Height; y++)
            {
                for (var x = 0; x < size.Width; x++)
                {
                    var wave = Math.Sin((x * (0.05 + (0.03 * channel))) + channel) * Math.Cos(y * (0.08 - (0.02 * channel)));
                    pixels[(((channel * size.Height) + y) * size.Width) + x] =
                        (float)Math.Clamp(90 + (30 * channel) + (60 * wave) + (20 * (random.NextDouble() - 0.5)), 0, 255);
                }
            }
        }

        return pixels;
    }

    /// <summary>A direction of independent +1 and -1.</summary>
    public static float[] Signs(int length, int seed)
    {
        var random = new Random(seed);
        var signs = new float[length];
        for (var i = 0; i < length; i++)
        {
            signs[i] = random.Next(2) == 0 ? -1 : 1;
        }

        return signs;
    }

    public static float[] Along(float[] pixels, float[] direction, float step)
    {
        var moved = new float[pixels.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = pixels[i] + (step * direction[i]);
        }

        return moved;
    }

    public static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
