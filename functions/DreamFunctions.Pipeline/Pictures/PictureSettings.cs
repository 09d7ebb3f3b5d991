using System.Text;
using System.Text.Json.Nodes;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace DreamFunctions.Pipeline;

/// <summary>The settings in a dream's own metadata, as <see cref="PictureEncoder"/> left them.</summary>
public static class PictureSettings
{
    /// <summary>Reads them; null where the file is no picture, or holds none.</summary>
    public static JsonObject? Read(byte[] file)
    {
        try
        {
            IImageInfo? info = ImageSharpDecoder.Identify(ImageSharpDecoder.Accepting(new()), file);
            return info is null ? null : TextOf(info.Metadata) is { } text ? JsonNode.Parse(text)?["settings"] as JsonObject : null;
        }
#pragma warning disable CA1031 // A stranger's bytes: whatever they do inside, no settings are found in them.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static string? TextOf(ImageMetadata metadata)
    {
        if (metadata.GetPngMetadata().TextData.FirstOrDefault(text => text.Keyword == PictureEncoder.Keyword) is { Value.Length: > 0 } chunk)
            return chunk.Value;
        if (metadata.ExifProfile?.GetValue(ExifTag.UserComment) is { } comment)
            return comment.Value.Text;
        IList<string> comments = metadata.GetGifMetadata().Comments;
        return comments.Count > 0 ? new StringBuilder().AppendJoin("", comments).ToString() : null;
    }
}
