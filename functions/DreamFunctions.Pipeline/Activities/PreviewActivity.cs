using System.Diagnostics;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using Size = DreamFunctions.Dreaming.Size;

namespace DreamFunctions.Pipeline;

/// <summary>An octave that is done and is to be shown: the input of <see cref="PreviewActivity"/>.</summary>
/// <param name="Start">The dream.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Octave">The octave, from 0.</param>
/// <param name="Attempts">The accepted attempt of each of its tiles.</param>
public sealed record PreviewRequest(DreamStart Start, DreamPlan Plan, int Octave, IReadOnlyList<int> Attempts) : IOfDream
{
    string? IOfDream.TraceParent => Start.Request.TraceParent;

    void IOfDream.Describe(Activity span)
    {
        ((IOfDream)Start).Describe(span);
        span.SetTag(SpanTags.Octave, Octave);
    }
}

/// <summary>Stitches an octave at a reduced size and writes it as a small JPEG into the container of dreams; gives the blob's name.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class PreviewActivity(DreamStorage storage) : DreamActivity<PreviewRequest, string>
{
    private const int Quality = 80;

    /// <inheritdoc/>
    protected override async Task<string> WorkAsync(PreviewRequest input)
    {
        Size size = Preview.SizeOf(input.Plan.Octaves[input.Octave].Picture);
        using Image<Rgb24> image = new(size.Width, size.Height);
        // A band for each row of tiles: the octave is never held as a whole.
        int height = (size.Height + input.Plan.Octaves[input.Octave].Rows - 1) / input.Plan.Octaves[input.Octave].Rows;
        for (int top = 0; top < size.Height; top += height)
            Paint(image, await BandAsync(input, size, new(0, top, size.Width, Math.Min(height, size.Height - top))));
        using MemoryStream encoded = new();
        await image.SaveAsync(encoded, new JpegEncoder { Quality = Quality, ColorType = JpegColorType.YCbCrRatio444 });
        encoded.Position = 0;
        string name = Preview.NameOf(input.Plan.Settings.Previews, input.Start.Request.Dream, input.Octave + 1);
        await storage.Dreams.GetBlobClient(name).UploadAsync(encoded, new BlobUploadOptions { HttpHeaders = new() { ContentType = "image/jpeg" } });
        return name;
    }

    private async Task<Plane> BandAsync(PreviewRequest input, Size size, Region band)
    {
        // The picture alone lies there at every octave's size: the smallest that is large enough is the cheapest to read.
        IReadOnlyList<TileGrid> octaves = input.Plan.Octaves;
        int smallest = Enumerable.Range(0, input.Octave).FirstOrDefault(
            octave => octaves[octave].Picture.Width >= size.Width && octaves[octave].Picture.Height >= size.Height, input.Octave);
        Plane picture = await ReducedAsync(octaves[smallest].Picture, region =>
            storage.Work.ReadBaseAsync(input.Start.DreamId, smallest, octaves[smallest], region, CancellationToken.None));
        TileGrid grid = octaves[input.Octave];
        Plane detail = await ReducedAsync(grid.Picture, region => storage.Work.ReadDetailAsync(
            input.Start.DreamId, input.Octave, grid, region, tile => input.Attempts[tile], CancellationToken.None));
        Finishing.Lay(picture, detail, input.Plan.Settings);
        return picture;

        async Task<Plane> ReducedAsync(Size whole, Func<Region, Task<Plane>> read) =>
            OctavePyramid.Part(await read(OctavePyramid.SourceOf(band, size, whole)), whole, band, size);
    }

    private static void Paint(Image<Rgb24> image, Plane band) => image.ProcessPixelRows(rows =>
    {
        for (int y = band.Area.Y; y < band.Area.Bottom; y++)
        {
            Span<Rgb24> row = rows.GetRowSpan(y);
            Span<float> red = band.Row(0, y), green = band.Row(1, y), blue = band.Row(2, y);
            for (int x = 0; x < row.Length; x++)
                row[x] = new(Finishing.Byte(red[x]), Finishing.Byte(green[x]), Finishing.Byte(blue[x]));
        }
    });
}

/// <summary>Previews that are no longer to be seen: the input of <see cref="ForgetPreviewsActivity"/>.</summary>
/// <param name="Start">The dream.</param>
/// <param name="Names">Their blob names.</param>
public sealed record ForgetRequest(DreamStart Start, IReadOnlyList<string> Names) : IOfDream
{
    string? IOfDream.TraceParent => Start.Request.TraceParent;

    void IOfDream.Describe(Activity span) => ((IOfDream)Start).Describe(span);
}

/// <summary>Removes previews from the container of dreams.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class ForgetPreviewsActivity(DreamStorage storage) : DreamActivity<ForgetRequest, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(ForgetRequest input)
    {
        foreach (string name in input.Names)
            await storage.Dreams.DeleteBlobIfExistsAsync(name);
        return true;
    }
}
