using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>Pictures that settings name: they lie in a folder of the container of uploads and are not dreamed themselves.</summary>
public static class Materials
{
    /// <summary>The folder.</summary>
    public const string Folder = "materials/";

    /// <summary>The longest side that a guide is read at, in pixels: what the nets were trained on.</summary>
    public const int GuideSide = 224;

    /// <summary>The blob of a material.</summary>
    public static string BlobName(string material) => Folder + material;

    /// <summary>Whether settings may name a material so.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 255 && !text.AsSpan().ContainsAny('/', '\\') && PictureName.Problem(text) is null;

    /// <summary>A file's checksum, 64 hexadecimal digits in lower case.</summary>
    public static string ChecksumOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Reads a material and holds it to its checksum.</summary>
    /// <param name="uploads">The container of uploads.</param>
    /// <param name="key">The setting that names it, for messages.</param>
    /// <param name="name">Its name.</param>
    /// <param name="checksum">The checksum that it must have; null for any.</param>
    /// <param name="limits">What is accepted.</param>
    /// <exception cref="SettingsException">It is not there, or another.</exception>
    /// <exception cref="PictureRefusedException">It is too large.</exception>
    public static async Task<(byte[] File, string Checksum)> ReadAsync(
        BlobContainerClient uploads, string key, string name, string? checksum, PictureLimits limits)
    {
        BlobClient blob = uploads.GetBlobClient(BlobName(name));
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync();
            ImageSharpDecoder.CheckLength(properties.ContentLength, limits);
            byte[] file = (await blob.DownloadContentAsync()).Value.Content.ToArray();
            string found = ChecksumOf(file);
            return checksum is null || checksum == found
                ? (file, found)
                : throw new SettingsException($"{key} is '{name}', whose checksum is {found}; {key}Sha256 asks for {checksum}.");
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new SettingsException($"{key} is '{name}'; there is no blob '{BlobName(name)}' in the container '{uploads.Name}'.");
        }
    }

    /// <summary>A guide at the size at which nets read it.</summary>
    public static Plane Guide(DecodedPicture picture)
    {
        Size whole = picture.Facts.Size;
        double scale = (double)Math.Max(whole.Width, whole.Height) / GuideSide;
        if (scale <= 1)
            return picture.Part(new(whole));
        Size small = new(Shrunk(whole.Width, scale), Shrunk(whole.Height, scale));
        return picture.Part(new(small), small);
    }

    /// <summary>
    /// A mask at a picture's size, 0..1: its opacity where any pixel is transparent, else its lightness (Rec. 601).
    /// </summary>
    public static Plane Mask(DecodedPicture picture, Size size)
    {
        Plane mask = picture.Part(new Region(picture.Facts.Size));
        byte[]? alpha = picture.Alpha();
        int pixels = picture.Facts.Width * picture.Facts.Height;
        Span<float> red = mask.Values.AsSpan(0, pixels), green = mask.Values.AsSpan(pixels, pixels), blue = mask.Values.AsSpan(2 * pixels);
        for (int i = 0; i < pixels; i++)
        {
            float light = alpha is not null ? alpha[i] : (0.299f * red[i]) + (0.587f * green[i]) + (0.114f * blue[i]);
            red[i] = green[i] = blue[i] = light >= 254.5f ? 1 : light < 0.5f ? 0 : light / 255;
        }

        if (picture.Facts.Size == size)
            return mask;
        Size smaller = new(Math.Min(size.Width, picture.Facts.Width), Math.Min(size.Height, picture.Facts.Height));
        Plane shrunk = OctavePyramid.Shrink(mask, smaller);
        return smaller == size ? shrunk : Enlarge.Part(shrunk, smaller, new(size), size);
    }

    private static int Shrunk(int side, double scale) => Math.Max(1, (int)Math.Round(side / scale));
}
