using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>What the decoder's process is told on its command line.</summary>
/// <param name="Length">How many bytes of a picture come on standard input.</param>
/// <param name="Limits">What it may take.</param>
public sealed record DecoderOrder(int Length, PictureLimits Limits)
{
    /// <summary>As arguments.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. new[] { Length, Limits.Side, Limits.Pixels, Limits.Memory, (long)Math.Ceiling(Limits.Time.TotalSeconds) }
            .Select(number => number.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>From arguments.</summary>
    /// <exception cref="ArgumentException">They are none: a person started this program.</exception>
    public static DecoderOrder Parse(string[] arguments) =>
        arguments is [var length, var side, var pixels, var memory, var seconds]
            ? new(int.Parse(length, CultureInfo.InvariantCulture), new()
            {
                Side = int.Parse(side, CultureInfo.InvariantCulture),
                Pixels = long.Parse(pixels, CultureInfo.InvariantCulture),
                Memory = long.Parse(memory, CultureInfo.InvariantCulture),
                Time = TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)),
            })
            : throw new ArgumentException("LENGTH SIDE PIXELS MEMORY SECONDS are needed: the pipeline starts this program, nobody else.");
}
