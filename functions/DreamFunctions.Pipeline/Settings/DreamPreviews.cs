using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>Whether small pictures show how far a dream is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamPreviews>))]
public enum DreamPreviews
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>One beside where the dream will be, replaced after each octave, removed when the dream is written.</summary>
    [JsonStringEnumMemberName("latest")] Latest,

    /// <summary>One for each octave, kept beside the dream.</summary>
    [JsonStringEnumMemberName("each")] Each,
}

/// <summary>What previews are called and how large they are.</summary>
public static class Preview
{
    /// <summary>The longest side in pixels.</summary>
    public const int Side = 512;

    /// <summary>The blob's name after an octave.</summary>
    /// <param name="previews">Latest or each.</param>
    /// <param name="dream">The dream's blob name.</param>
    /// <param name="octave">The octave that is done, from 1.</param>
    public static string NameOf(DreamPreviews previews, string dream, int octave) =>
        previews == DreamPreviews.Latest ? LatestOf(dream) : $"{dream}.preview-{octave}.jpg";

    /// <summary>The name of the one that is replaced.</summary>
    public static string LatestOf(string dream) => $"{dream}.preview.jpg";

    /// <summary>The size at which an octave is shown: its own, or smaller.</summary>
    public static Size SizeOf(Size octave)
    {
        double scale = Math.Min(1, (double)Side / Math.Max(octave.Width, octave.Height));
        return new(Math.Max(1, (int)Math.Round(octave.Width * scale)), Math.Max(1, (int)Math.Round(octave.Height * scale)));
    }
}
