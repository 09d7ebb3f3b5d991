namespace DreamFunctions.Pipeline;

/// <summary>How much of the API may be asked of one process.</summary>
public sealed record ApiLimits
{
    /// <summary>The setting of <see cref="RequestsPerMinute"/>.</summary>
    public const string RateSetting = "DREAM_API_PER_MINUTE";

    /// <summary>The setting of <see cref="BodyBytes"/>, in megabytes.</summary>
    public const string BodySetting = "DREAM_API_MEGABYTES";

    /// <summary>
    /// Requests a minute, of all callers together; as many may come at once. The default, 50 a second, is beyond what a script with one
    /// request after another reaches, and well below what a loop without end would ask of the storage.
    /// </summary>
    public int RequestsPerMinute { get; init; } = 3000;

    /// <summary>The largest body of a request, in bytes. The default holds the longest manifest, of 10,000 names, at 1,600 bytes each.</summary>
    public int BodyBytes { get; init; } = 16 << 20;

    /// <summary>The limits from the two settings; the default of one that is not set.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">One is no whole number, or out of its range.</exception>
    public static ApiLimits From(Func<string, string?> setting)
    {
        ApiLimits usual = new();
        return new()
        {
            RequestsPerMinute = (int)WholeNumberSetting.Read(setting, RateSetting, 1, 1_000_000, usual.RequestsPerMinute),
            BodyBytes = (int)WholeNumberSetting.Read(setting, BodySetting, 1, 256, usual.BodyBytes >> 20) << 20,
        };
    }
}
