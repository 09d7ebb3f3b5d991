using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>Decodes the upload, plans its octaves, and writes the picture at every octave's size as tiles.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="decoder">Reads pictures from strangers.</param>
/// <param name="limits">What is accepted.</param>
/// <param name="nets">The catalogue.</param>
/// <param name="fanOut">How tickets are sent and answers waited for.</param>
public sealed class IntakeActivity(
    DreamStorage storage, IPictureDecoder decoder, PictureLimits limits, NetCatalogue nets, FanOutLimits fanOut)
    : TaskActivity<DreamStart, IntakeOutcome>
{
    // More than the retries of storage that stutters; beyond it the process must have died over this picture.
    private const int MostIntakes = 10;

    /// <inheritdoc/>
    public override async Task<IntakeOutcome> RunAsync(TaskActivityContext context, DreamStart input)
    {
        Stopwatch watch = Stopwatch.StartNew();
        if (await storage.Work.CountIntakeAsync(input.DreamId) > MostIntakes)
            return new(null, "Taking it in ended the coordinator's process again and again; it may take more memory than there is.", null, fanOut, 0);
        try
        {
            DreamSettings settings = SettingsRules.Check(input.Request.Settings, nets);
            if (await DownloadAsync(input.Request) is not { } file)
                return new(null, null, null, fanOut, watch.Elapsed.TotalSeconds);
            using DecodedPicture picture = decoder.Decode(file, limits);
            DreamPlan plan = DreamPlanner.Plan(picture.Facts.Size, settings, nets.NetNamed(settings.Model));
            await WriteTilesAsync(input.DreamId, picture, plan);
            return new(plan, null, picture.Facts, fanOut, watch.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is PictureRefusedException or SettingsException)
        {
            return new(null, e.Message, null, fanOut, watch.Elapsed.TotalSeconds);
        }
    }

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

    private async Task WriteTilesAsync(string dreamId, DecodedPicture picture, DreamPlan plan)
    {
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            TileGrid grid = plan.Octaves[octave];
            int number = octave;
            // Tile by tile from the decoded picture: no octave is ever held as a whole.
            await Parallel.ForAsync(0, grid.Count, WorkBlobs.Parallelism(CancellationToken.None), async (tile, cancel) =>
                await storage.Work.WriteBaseAsync(dreamId, number, tile, picture.Part(grid.KeptOf(tile), grid.Picture), cancel));
        }

        if (picture.Alpha() is { } alpha)
            await storage.Work.WriteAlphaAsync(dreamId, alpha, CancellationToken.None);
    }
}
