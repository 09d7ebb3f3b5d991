using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>Decodes the upload, plans its octaves, and writes the picture at every octave's size as tiles.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="decoder">Reads pictures from strangers.</param>
/// <param name="limits">What is accepted.</param>
/// <param name="nets">The catalogue.</param>
/// <param name="fanOut">How tickets are sent and answers waited for.</param>
/// <param name="archive">What lies beside dreams.</param>
/// <param name="log">The log.</param>
public sealed class IntakeActivity(
    DreamStorage storage, IPictureDecoder decoder, PictureLimits limits, NetCatalogue nets, FanOutLimits fanOut, DreamArchive archive,
    ILogger<IntakeActivity> log)
    : DreamActivity<DreamStart, IntakeOutcome>
{
    // More than the retries of storage that stutters; beyond it the process must have died over this picture.
    private const int MostIntakes = 10;

    /// <inheritdoc/>
    protected override async Task<IntakeOutcome> WorkAsync(DreamStart input)
    {
        Stopwatch watch = Stopwatch.StartNew();
        HugePages.Advise();
        if (PictureName.Problem(input.Request.Name) is { } problem)
            return new(null, problem, null, fanOut, 0);
        if (await archive.HasEndedAsync(input, CancellationToken.None))
        {
            // Its message was delivered again, after the hub had failed to delete it; the dream's work is swept already, and nobody would sweep again.
            log.TakenInTooLate(input.Request.Name, input.DreamId);
            return new(null, null, null, fanOut, 0);
        }

        try
        {
            // Before anything is written: an upload that is gone has no end that would sweep.
            byte[]? file = input.Request.HasUpload ? await DownloadAsync(input.Request) : null;
            if (input.Request.HasUpload && file is null)
                return new(null, null, null, fanOut, watch.Elapsed.TotalSeconds);
            if (await storage.Work.CountIntakeAsync(input.DreamId) > MostIntakes)
                return new(null, "Taking it in ended the coordinator's process again and again; it may take more memory than there is.", null, fanOut, 0);
            DreamSettings settings = SettingsRules.Check(await SettingsAsync(input.Request), nets);
            using DecodedPicture? upload = file is null ? null : decoder.Decode(file, limits);
            using DecodedPicture picture = Beginning.Of(settings, input.Request.Name, upload, limits);
            DreamPlan plan = DreamPlanner.Plan(picture.Facts.Size, settings, nets.NetNamed(settings.Model));
            plan = await WithGuideAsync(input, plan);
            plan = await WithMaskAsync(input, plan, picture.Facts.Size);
            await WriteTilesAsync(input.DreamId, picture, plan);
            return new(plan, null, picture.Facts, fanOut, watch.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is PictureRefusedException or SettingsException)
        {
            return new(null, e.Message, null, fanOut, watch.Elapsed.TotalSeconds);
        }
    }

    private async Task<DreamSettings> SettingsAsync(DreamRequest request) => request.Gather
        ? await UploadSettings.GatherAsync(storage.Container(request.Container), request.Name, request.Settings)
        : request.Settings;

    // Null where the upload is gone or is no longer the one that was asked for.
    private async Task<byte[]?> DownloadAsync(DreamRequest request)
    {
        BlobClient upload = storage.Container(request.Container).GetBlobClient(request.Name);
        try
        {
            BlobRequestConditions same = new() { IfMatch = new ETag(request.ETag) };
            BlobProperties properties = await upload.GetPropertiesAsync(same);
            ImageSharpDecoder.CheckLength(properties.ContentLength, limits);
            BlobDownloadResult content = await upload.DownloadContentAsync(new BlobDownloadOptions { Conditions = same });
            return content.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    private async Task<DreamPlan> WithGuideAsync(DreamStart start, DreamPlan plan)
    {
        if (plan.Settings.Guide is not { } name)
            return plan;
        (byte[] file, string checksum) = await Materials.ReadAsync(
            storage.Container(start.Request.Container), "guide", name, plan.Settings.GuideSha256, limits);
        using DecodedPicture picture = decoder.Decode(file, limits);
        Plane guide = Materials.Guide(picture);
        await storage.Work.WriteGuideAsync(start.DreamId, guide, CancellationToken.None);
        return plan with { Settings = plan.Settings with { GuideSha256 = checksum }, Guide = guide.Area.Size };
    }

    private async Task<DreamPlan> WithMaskAsync(DreamStart start, DreamPlan plan, Size size)
    {
        if (plan.Settings.Mask is not { } name)
            return plan;
        (byte[] file, string checksum) = await Materials.ReadAsync(
            storage.Container(start.Request.Container), "mask", name, plan.Settings.MaskSha256, limits);
        using DecodedPicture picture = decoder.Decode(file, limits);
        Plane mask = Mask.Feather(Materials.Mask(picture, size), plan.Settings.MaskFeather);
        List<int[]> dreamed = [];
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            TileGrid grid = plan.Octaves[octave];
            int number = octave;
            Plane plane = OctavePyramid.Shrink(mask, grid.Picture);
            dreamed.Add([.. Enumerable.Range(0, grid.Count).Where(tile => !Mask.IsBlack(plane, grid.DetailOf(tile)))]);
            await Parallel.ForEachAsync(dreamed[^1], WorkBlobs.Parallelism(CancellationToken.None), async (tile, cancel) =>
                await storage.Work.WriteMaskAsync(start.DreamId, number, tile, plane.Crop(grid.DetailOf(tile)), cancel));
        }

        return plan with { Settings = plan.Settings with { MaskSha256 = checksum }, Masked = true, MaskedTiles = dreamed };
    }

    private async Task WriteTilesAsync(string dreamId, DecodedPicture picture, DreamPlan plan)
    {
        for (int octave = 0; octave < plan.Sizes.Count; octave++)
        {
            TileGrid grid = plan.Sizes[octave];
            int number = octave;
            // Tile by tile from the decoded picture: no octave is ever held as a whole.
            await Parallel.ForAsync(0, grid.Count, WorkBlobs.Parallelism(CancellationToken.None), async (tile, cancel) =>
                await storage.Work.WriteBaseAsync(dreamId, number, tile, picture.Part(grid.KeptOf(tile), grid.Picture), cancel));
        }

        if (picture.Alpha() is { } alpha)
            await storage.Work.WriteAlphaAsync(dreamId, alpha, CancellationToken.None);
    }
}
