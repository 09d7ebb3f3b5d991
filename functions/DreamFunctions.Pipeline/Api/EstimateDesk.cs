using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Pipeline;

/// <summary>What to estimate: the body of an estimate. Either a blob or the settings' start and size say how large the picture is.</summary>
public sealed record EstimateBody
{
    /// <summary>The picture's blob name in the container of uploads; null where <see cref="Size"/> says how large it is.</summary>
    public string? Blob { get; init; }

    /// <summary>WIDTHxHEIGHT in pixels of a picture that is not there yet.</summary>
    public string? Size { get; init; }

    /// <summary>What it is to look like; what is not given has its default. Null: as every upload.</summary>
    public DreamSettings? Settings { get; init; }

    /// <summary>Megapixels of windows that a worker's gradient sees in a second.</summary>
    public double Throughput { get; init; } = PricedEstimate.UsualThroughput;

    /// <summary>The price of a worker's hour.</summary>
    public double PricePerHour { get; init; }
}

/// <summary>Tells what a dream will take, and starts nothing.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="decoder">Reads pictures from strangers.</param>
/// <param name="limits">What is accepted.</param>
/// <param name="nets">The catalogue.</param>
/// <param name="usual">What uploads are dreamed with.</param>
public sealed class EstimateDesk(
    DreamStorage storage, IPictureDecoder decoder, PictureLimits limits, NetCatalogue nets, DreamSettings usual)
{
    /// <summary>The estimate of one dream. A mask is not looked at.</summary>
    /// <exception cref="ApiException">The body does not say how large the picture is, or its blob is not there or no picture.</exception>
    /// <exception cref="SettingsException">The settings are not allowed.</exception>
    public async Task<PricedEstimate> EstimateAsync(EstimateBody body, CancellationToken cancel)
    {
        DreamSettings settings = body.Settings ?? (body.Blob is { } name ? await UploadSettings.GatherAsync(storage.Uploads, name, usual) : usual);
        settings = SettingsRules.Check(settings, nets);
        Size picture = await SizeAsync(body, settings, cancel);
        return PricedEstimate.Of(DreamPlanner.Plan(picture, settings, nets.NetNamed(settings.Model)), body.Throughput, body.PricePerHour);
    }

    private async Task<Size> SizeAsync(EstimateBody body, DreamSettings settings, CancellationToken cancel)
    {
        if (body.Size is { } given)
        {
            // The size of a start without a photo is checked by the settings' rules: the same rules here.
            SettingsRules.Check(settings with { Start = DreamBeginning.Grey, Size = given }, nets);
            return Beginning.SizeOf(given);
        }

        if (settings.Size is { } own)
            return Beginning.SizeOf(own);
        if (body.Blob is not { Length: > 0 } name)
            throw ApiException.Bad("Nothing says how large the picture is: give blob, the name of an upload, or size, for example 4000x3000.");
        try
        {
            BlobProperties properties = await storage.Uploads.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel);
            ImageSharpDecoder.CheckLength(properties.ContentLength, limits);
            BlobDownloadResult file = await storage.Uploads.GetBlobClient(name).DownloadContentAsync(cancel);
            using DecodedPicture picture = decoder.Decode(file.Content.ToArray(), limits);
            return picture.Facts.Size;
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            throw ApiException.Missing($"There is no picture '{name}' in the container '{storage.Uploads.Name}'. Upload it first, or give a size.");
        }
        catch (PictureRefusedException e)
        {
            throw ApiException.Bad($"'{name}' cannot be dreamed: {e.Message}");
        }
    }
}
