namespace DreamFunctions.Pipeline;

/// <summary>What intake accepts; checked against the blob's length and the picture's header before anything is decoded.</summary>
public sealed record PictureLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>The longest side, in pixels.</summary>
    public int Side { get; init; } = 30_000;

    /// <summary>The most pixels.</summary>
    public long Pixels { get; init; } = 120_000_000;
}
