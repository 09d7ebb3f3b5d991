namespace DreamFunctions.Pipeline;

/// <summary>
/// What intake accepts, checked against the blob's length and the picture's header before anything is decoded, and what the
/// process that decodes one picture may take.
/// </summary>
public sealed record PictureLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>The longest side, in pixels.</summary>
    public int Side { get; init; } = 30_000;

    /// <summary>The most pixels.</summary>
    public long Pixels { get; init; } = 120_000_000;

    /// <summary>The most memory of the process that decodes a picture, in bytes.</summary>
    public long Memory { get; init; } = 2L << 30;

    /// <summary>How long decoding a picture may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The limits from settings (environment variables) DREAM_PICTURE_MEGABYTES, DREAM_PICTURE_SIDE, DREAM_PICTURE_MEGAPIXELS,
    /// DREAM_DECODE_MEGABYTES and DREAM_DECODE_SECONDS; those that are not set keep their default.
    /// </summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">One is no whole number, or out of its range.</exception>
    public static PictureLimits From(Func<string, string?> setting)
    {
        PictureLimits usual = new();
        return new()
        {
            Bytes = WholeNumberSetting.Read(setting, "DREAM_PICTURE_MEGABYTES", 1, 1024, usual.Bytes >> 20) << 20,
            Side = (int)WholeNumberSetting.Read(setting, "DREAM_PICTURE_SIDE", 16, 60_000, usual.Side),
            Pixels = WholeNumberSetting.Read(setting, "DREAM_PICTURE_MEGAPIXELS", 1, 500, usual.Pixels / 1_000_000) * 1_000_000,
            Memory = WholeNumberSetting.Read(setting, "DREAM_DECODE_MEGABYTES", 256, 65_536, usual.Memory >> 20) << 20,
            Time = TimeSpan.FromSeconds(WholeNumberSetting.Read(setting, "DREAM_DECODE_SECONDS", 1, 3600, (long)usual.Time.TotalSeconds)),
        };
    }
}
