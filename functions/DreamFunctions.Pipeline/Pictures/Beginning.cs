using System.Globalization;
using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Size = DreamFunctions.Dreaming.Size;

namespace DreamFunctions.Pipeline;

/// <summary>The picture that a dream begins with.</summary>
public static class Beginning
{
    /// <summary>The upload, or noise in its place.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="name">The dream's name; its ending is the format where there is no upload.</param>
    /// <param name="upload">The upload; null where there is none.</param>
    /// <param name="limits">What is accepted.</param>
    /// <exception cref="SettingsException">There is neither photo nor size.</exception>
    /// <exception cref="PictureRefusedException">It would be too large, or the name's ending is no format.</exception>
    public static DecodedPicture Of(DreamSettings settings, string name, DecodedPicture? upload, PictureLimits limits)
    {
        if (settings.Start == DreamBeginning.Photo)
            return upload ?? throw new SettingsException("start is photo, and there is no upload; allowed: an upload, or another start with a size.");
        Size size = settings.Size is { } given ? SizeOf(given)
            : upload?.Facts.Size ?? throw new SettingsException($"start is {Word(settings.Start)}, and there is neither a photo nor a size; give size.");
        ImageSharpDecoder.CheckSize(size.Width, size.Height, limits);
        string format = upload?.Facts.Format ?? FormatOf(name);
        byte[]? alpha = upload is not null && upload.Facts.Size == size ? upload.Alpha() : null;
        Image<Rgba32> image = new(size.Width, size.Height);
        image.ProcessPixelRows(rows =>
        {
            // A row at a time has the same values as the whole.
            for (int y = 0; y < rows.Height; y++)
            {
                Plane noise = RowOf(settings, new(0, y, size.Width, 1));
                Span<Rgba32> row = rows.GetRowSpan(y);
                for (int x = 0; x < row.Length; x++)
                    row[x] = new((byte)noise.Row(0, y)[x], (byte)noise.Row(1, y)[x], (byte)noise.Row(2, y)[x], alpha?[y * row.Length + x] ?? 255);
            }
        });
        return new(new(format, size.Width, size.Height, alpha is not null, [$"begins with {Word(settings.Start)}"]), image);
    }

    private static Plane RowOf(DreamSettings settings, Region area) => settings.Start switch
    {
        DreamBeginning.Uniform => Noise.Uniform(area, (ulong)settings.Seed),
        DreamBeginning.Gaussian => Noise.Gaussian(area, (ulong)settings.Seed),
        DreamBeginning.Fractal => Noise.Fractal(area, (ulong)settings.Seed),
        _ => Noise.Grey(area),
    };

    /// <summary>Width and height of a size that the rules let pass.</summary>
    public static Size SizeOf(string size)
    {
        string[] sides = size.Split('x');
        return new(int.Parse(sides[0], CultureInfo.InvariantCulture), int.Parse(sides[1], CultureInfo.InvariantCulture));
    }

    private static string Word(DreamBeginning start) => start.ToString().ToLowerInvariant();

    private static string FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".png" => "png",
        ".jpg" or ".jpeg" => "jpeg",
        ".webp" => "webp",
        ".gif" => "gif",
        var other => throw new PictureRefusedException($"'{name}' ends in '{other}'; a dream without an upload is named .png, .jpg, .webp or .gif."),
    };
}
