using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Pipeline;

/// <summary>A dream whose octaves are all done: the input of <see cref="FinishActivity"/>.</summary>
/// <param name="Start">The dream.</param>
/// <param name="Intake">What intake found.</param>
/// <param name="Octaves">The octaves' results, the smallest first.</param>
public sealed record FinishRequest(DreamStart Start, IntakeOutcome Intake, IReadOnlyList<OctaveOutcome> Octaves) : IOfDream
{
    string? IOfDream.TraceParent => Start.Request.TraceParent;

    void IOfDream.Describe(Activity span)
    {
        ((IOfDream)Start).Describe(span);
        span.SetTag(SpanTags.Targets, Intake.Plan!.Targets).SetTag(SpanTags.Size, Intake.Picture!.Size.ToString());
    }
}

/// <summary>Stitches the last octave, encodes it in the upload's format, and writes it and its JSON into the container of dreams.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="clock">The time.</param>
public sealed class FinishActivity(DreamStorage storage, TimeProvider clock) : DreamActivity<FinishRequest, DreamOutcome>
{
    /// <inheritdoc/>
    protected override async Task<DreamOutcome> WorkAsync(FinishRequest input)
    {
        Stopwatch watch = Stopwatch.StartNew();
        HugePages.Advise();
        DreamRequest request = input.Start.Request;
        if (request.HasUpload && !await UploadIsCurrentAsync(request))
            return new(null, "The upload was removed or replaced while it was dreamed; a newer upload has a dream of its own.");

        DreamPlan plan = input.Intake.Plan!;
        PictureFacts facts = input.Intake.Picture!;
        SeamMeter seams = new(plan.Octaves[^1]);
        WorkBlobs work = storage.Work.CountedApart();
        using Image<Rgba32> image = await StitchAsync(work, input, plan, facts, seams);
        // A file, so that a large dream's bytes do not lie in memory beside its pixels.
        await using FileStream encoded = new(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        PictureEncoder.Encode(image, facts.Format, !facts.HasAlpha, DreamReport.Provenance(plan), DigitalSource.Packet(plan, request.HasUpload), encoded);
        encoded.Position = 0;

        DateTime now = clock.GetUtcNow().UtcDateTime;
        DreamReport report = DreamReport.Of(input, plan.Full is null ? seams.Score() : null, work.Traffic, now, finishSeconds: watch.Elapsed.TotalSeconds);
        await WriteAsync($"{request.Dream}.json", JsonSerializer.SerializeToUtf8Bytes(report, SettingsRules.Json), "application/json");
        await storage.Dreams.GetBlobClient(request.Dream).UploadAsync(encoded, new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = PictureEncoder.MediaType(facts.Format) },
        });
        await storage.Dreams.DeleteBlobIfExistsAsync(request.ReasonName);
        DreamMetrics.Finished(report);
        return new(request.Dream, null);
    }

    private async Task<bool> UploadIsCurrentAsync(DreamRequest request)
    {
        BlobClient upload = storage.Container(request.Container).GetBlobClient(request.Name);
        try
        {
            BlobProperties properties = await upload.GetPropertiesAsync();
            return properties.ETag == new Azure.ETag(request.ETag);
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    // A band of tiles at a time: beside the picture itself, the memory does not grow with its height.
    private static async Task<Image<Rgba32>> StitchAsync(WorkBlobs work, FinishRequest input, DreamPlan plan, PictureFacts facts, SeamMeter seams)
    {
        TileGrid grid = plan.Sizes[^1];
        int octave = plan.Sizes.Count - 1;
        IReadOnlyList<int> attempts = input.Octaves[^1].Attempts;
        byte[]? alpha = facts.HasAlpha ? await work.ReadAlphaAsync(input.Start.DreamId, CancellationToken.None) : null;
        Image<Rgba32> image = new(facts.Width, facts.Height);
        for (int row = 0; row < grid.Rows; row++)
        {
            Region first = grid.KeptOf(row * grid.Columns);
            Region band = new(0, first.Y, facts.Width, first.Height);
            Plane picture = await work.ReadBaseAsync(input.Start.DreamId, octave, grid, band, CancellationToken.None);
            Plane detail = await ReadDetailAsync(work, input.Start.DreamId, plan, attempts, band);
            if (plan.Full is null)
                seams.Add(detail);
            Finishing.Lay(picture, detail, plan.Settings);
            Paint(image, picture, alpha);
        }

        return image;
    }

    // Where the budget ended the dream early, the last octave's detail is enlarged as it would be for the next.
    private static async Task<Plane> ReadDetailAsync(WorkBlobs work, string dreamId, DreamPlan plan, IReadOnlyList<int> attempts, Region band)
    {
        TileGrid last = plan.Octaves[^1];
        Region source = plan.Full is { } full ? Enlarge.SourceOf(band, full.Picture, last.Picture) : band;
        Plane detail = await work.ReadDetailAsync(
            dreamId, plan.Octaves.Count - 1, last, source, tile => attempts[tile], CancellationToken.None);
        return plan.Full is null ? detail : Enlarge.Part(detail, last.Picture, band, plan.Full.Picture);
    }

    private static void Paint(Image<Rgba32> image, Plane band, byte[]? alpha) => image.ProcessPixelRows(rows =>
    {
        for (int y = band.Area.Y; y < band.Area.Bottom; y++)
        {
            Span<Rgba32> row = rows.GetRowSpan(y);
            Span<float> red = band.Row(0, y), green = band.Row(1, y), blue = band.Row(2, y);
            for (int x = 0; x < row.Length; x++)
                row[x] = new(Finishing.Byte(red[x]), Finishing.Byte(green[x]), Finishing.Byte(blue[x]), alpha?[y * row.Length + x] ?? 255);
        }
    });

    private async Task WriteAsync(string name, byte[] content, string type) =>
        await storage.Dreams.GetBlobClient(name).UploadAsync(
            new BinaryData(content), new BlobUploadOptions { HttpHeaders = new() { ContentType = type } });
}
