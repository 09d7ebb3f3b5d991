#:package SixLabors.ImageSharp
#:property PublishAot=false

// Makes clouds.jpg, the picture that README dreams on: fractal noise, coloured as a sky. Run: dotnet run docs/pictures/clouds.cs
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

const int Width = 640, Height = 427;
string folder = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".";
using Image<Rgb24> sky = new(Width, Height);
for (int y = 0; y < Height; y++)
{
    for (int x = 0; x < Width; x++)
    {
        // Nearer the horizon clouds are flatter and the air is whiter.
        double distance = 1.0 / (1.35 - (0.9 * y / Height));
        double warp = Fractal(x / 170.0, y / 120.0, 9) - 0.5;
        double density = Fractal((x / 150.0) + warp, (y / 85.0 * distance) + warp, 1);
        double cloud = Smooth((density - 0.44) / 0.2);
        double shade = 0.80 + (0.2 * Smooth((Fractal((x / 60.0) + 3, (y / 40.0) + 5, 5) - 0.3) / 0.4));
        double air = (double)y / Height;
        sky[x, y] = new Rgb24(
            Mix(60 + (90 * air), 250 * shade, cloud), Mix(115 + (75 * air), 248 * shade, cloud), Mix(190 + (35 * air), 250 * shade, cloud));
    }
}

sky.Save(Path.Combine(folder, "clouds.jpg"), new JpegEncoder { Quality = 88 });
return;

static byte Mix(double sky, double cloud, double share) => (byte)Math.Clamp(sky + ((cloud - sky) * share), 0, 255);

static double Smooth(double t)
{
    t = Math.Clamp(t, 0, 1);
    return t * t * (3 - (2 * t));
}

// Six octaves of value noise, 0..1.
static double Fractal(double x, double y, uint seed)
{
    (double sum, double weight, double all) = (0, 1, 0);
    for (uint octave = 0; octave < 6; octave++)
    {
        sum += weight * Noise(x, y, seed + octave);
        all += weight;
        (x, y, weight) = (x * 2.03, y * 2.01, weight * 0.55);
    }

    return sum / all;
}

static double Noise(double x, double y, uint seed)
{
    (int column, int row) = ((int)Math.Floor(x), (int)Math.Floor(y));
    (double u, double v) = (Smooth(x - column), Smooth(y - row));
    double top = Lattice(column, row, seed) + ((Lattice(column + 1, row, seed) - Lattice(column, row, seed)) * u);
    double bottom = Lattice(column, row + 1, seed) + ((Lattice(column + 1, row + 1, seed) - Lattice(column, row + 1, seed)) * u);
    return top + ((bottom - top) * v);
}

static double Lattice(int x, int y, uint seed)
{
    unchecked
    {
        uint h = ((uint)x * 0x9E3779B1) ^ ((uint)y * 0x85EBCA77) ^ (seed * 0xC2B2AE3D);
        h = (h ^ (h >> 15)) * 0x2C1B3C6D;
        h = (h ^ (h >> 12)) * 0x297A2D39;
        return (h ^ (h >> 15)) / (double)uint.MaxValue;
    }
}
