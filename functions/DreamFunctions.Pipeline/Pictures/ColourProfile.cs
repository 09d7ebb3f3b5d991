using System.Buffers.Binary;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Pipeline;

/// <summary>
/// From the colours of an ICC profile to sRGB (ICC.1:2010, IEC 61966-2-1). Profiles by three primaries and curves are converted, or by
/// one curve for grey: what cameras, phones and monitors have. Those by tables of colours are refused, those of CMYK passed over.
/// </summary>
internal sealed class ColourProfile
{
    // XYZ relative to D50, the connection space, to linear sRGB: the inverse of sRGB's primaries adapted by Bradford.
    private static readonly double[] ToLinear =
        [3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.0334540, 0.0719453, -0.2289914, 1.4052427];

    private static readonly string[] ThreePrimaries = ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"];

    private readonly byte[] profile;
    private readonly double[][] linear;
    private readonly double[] matrix;

    private ColourProfile(byte[] profile, string space)
    {
        this.profile = profile;
        if (space == "GRAY")
        {
            double[] curve = Curve("kTRC");
            linear = [curve, curve, curve];
            matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
            return;
        }

        linear = [Curve("rTRC"), Curve("gTRC"), Curve("bTRC")];
        double[][] columns = [Xyz("rXYZ"), Xyz("gXYZ"), Xyz("bXYZ")];
        matrix = new double[9];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
                matrix[(row * 3) + column] = Enumerable.Range(0, 3).Sum(k => ToLinear[(row * 3) + k] * columns[column][k]);
        }
    }

    /// <summary>Converts a picture's colours, if its profile asks for it, and says what was done.</summary>
    /// <param name="profile">The profile's bytes.</param>
    /// <param name="picture">The picture as its numbers stand; changed in place.</param>
    /// <returns>What its owner may want to know; null where the numbers are sRGB already.</returns>
    /// <exception cref="PictureRefusedException">The profile is made of tables.</exception>
    public static string? Convert(byte[] profile, Image<Rgba32> picture)
    {
        if (profile.Length < 132 || Encoding.ASCII.GetString(profile, 36, 4) != "acsp")
            return "its ICC profile is damaged and was passed over";
        string space = Encoding.ASCII.GetString(profile, 16, 4);
        if (space == "CMYK")
            return "its CMYK profile was passed over: colours are approximate";
        bool known = space == "GRAY" ? Tag(profile, "kTRC") is not null
            : space == "RGB " && ThreePrimaries.All(tag => Tag(profile, tag) is not null);
        if (!known)
            throw new PictureRefusedException(
                $"The picture's ICC profile (colour space '{space.Trim()}') is made of tables, which are not converted here. "
                + "Save the picture in sRGB and drop it anew.");
        try
        {
            return new ColourProfile(profile, space).Convert(picture) ? "converted to sRGB from its ICC profile" : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidDataException or IndexOutOfRangeException)
        {
            return "its ICC profile is damaged and was passed over";
        }
    }

    private bool Convert(Image<Rgba32> picture)
    {
        if (IsSrgb())
            return false;
        picture.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (ref Rgba32 pixel in rows.GetRowSpan(y))
                {
                    (byte red, byte green, byte blue) = Srgb(pixel.R, pixel.G, pixel.B);
                    pixel = new(red, green, blue, pixel.A);
                }
            }
        });
        return true;
    }

    // Most profiles are sRGB's own, each with curves of its own precision; their pictures stay as they are.
    private bool IsSrgb()
    {
        for (int i = 0; i < 1000; i++)
        {
            (int r, int g, int b) = (i % 10 * 28, i / 10 % 10 * 28, i / 100 * 28);
            (int x, int y, int z) = Srgb(r, g, b);
            if (Math.Abs(x - r) > 2 || Math.Abs(y - g) > 2 || Math.Abs(z - b) > 2)
                return false;
        }

        return true;
    }

    private (byte R, byte G, byte B) Srgb(int red, int green, int blue)
    {
        (double r, double g, double b) = (linear[0][red], linear[1][green], linear[2][blue]);
        return (
            Encoded((matrix[0] * r) + (matrix[1] * g) + (matrix[2] * b)),
            Encoded((matrix[3] * r) + (matrix[4] * g) + (matrix[5] * b)),
            Encoded((matrix[6] * r) + (matrix[7] * g) + (matrix[8] * b)));
    }

    // A look-up, since it is asked three times a pixel: between entries of 16 bits the curve moves by 0.05 of 255 at most.
    private static readonly byte[] EncodedLight = [.. Enumerable.Range(0, 65536).Select(i => i / 65535.0)
        .Select(light => (byte)Math.Round(255 * (light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055)))];

    private static byte Encoded(double value) => EncodedLight[(int)Math.Round(65535 * Math.Clamp(value, 0, 1))];

    private double[] Xyz(string tag)
    {
        int at = Tag(profile, tag)!.Value;
        return [Fixed(at + 8), Fixed(at + 12), Fixed(at + 16)];
    }

    private double[] Curve(string tag)
    {
        int at = Tag(profile, tag)!.Value;
        string type = Encoding.ASCII.GetString(profile, at, 4);
        Func<double, double> curve = type switch
        {
            "curv" => Sampled(at),
            "para" => Parametric(at),
            _ => throw new InvalidDataException($"A curve of type '{type}'."),
        };
        return [.. Enumerable.Range(0, 256).Select(value => curve(value / 255.0))];
    }

    private Func<double, double> Sampled(int at)
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(at + 8));
        if (count is < 0 or > 65536)
            throw new InvalidDataException("A curve's length.");
        if (count == 0)
            return x => x;
        double[] points = [.. Enumerable.Range(0, count).Select(i => (double)BinaryPrimitives.ReadUInt16BigEndian(profile.AsSpan(at + 12 + (2 * i))))];
        if (count == 1)
            return x => Math.Pow(x, points[0] / 256);
        return x =>
        {
            double place = x * (count - 1);
            int low = Math.Min((int)place, count - 2);
            return (points[low] + ((place - low) * (points[low + 1] - points[low]))) / 65535;
        };
    }

    // ICC.1:2010, 10.16.
    private Func<double, double> Parametric(int at)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(profile.AsSpan(at + 8));
        int[] counts = [1, 3, 4, 5, 7];
        if (kind >= counts.Length)
            throw new InvalidDataException("A curve's kind.");
        double[] p = [.. Enumerable.Range(0, 7).Select(i => i < counts[kind] ? Fixed(at + 12 + (4 * i)) : 0)];
        (double g, double a, double b, double c, double d, double e, double f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
        return kind switch
        {
            0 => x => Math.Pow(x, g),
            1 => x => x >= -b / a ? Math.Pow((a * x) + b, g) : 0,
            2 => x => x >= -b / a ? Math.Pow((a * x) + b, g) + c : c,
            3 => x => x >= d ? Math.Pow((a * x) + b, g) : c * x,
            _ => x => x >= d ? Math.Pow((a * x) + b, g) + e : (c * x) + f,
        };
    }

    private double Fixed(int at) => BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(at)) / 65536.0;

    private static int? Tag(byte[] profile, string name)
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(128));
        for (int i = 0; i < Math.Min(count, (profile.Length - 132) / 12); i++)
        {
            if (Encoding.ASCII.GetString(profile, 132 + (12 * i), 4) == name)
                return BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(136 + (12 * i)));
        }

        return null;
    }
}
