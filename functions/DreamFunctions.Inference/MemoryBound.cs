using System.Globalization;
using System.Text.RegularExpressions;

namespace DreamFunctions.Inference;

/// <summary>How much memory a worker may take at its peak.</summary>
/// <param name="Bytes">Bytes, above 0.</param>
public sealed partial record MemoryBound(long Bytes)
{
    private const double Share = 0.75;

    /// <summary>Three quarters of what this machine, or the container that this process is in, has.</summary>
    public static MemoryBound OfThisMachine() => new((long)(Share * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    /// <summary>Reads <c>800MB</c> or <c>1.5 GB</c> (powers of ten, like file sizes).</summary>
    /// <exception cref="FormatException">It is not such a size; the message says what is.</exception>
    public static MemoryBound Parse(string text)
    {
        var match = Written().Match(text ?? string.Empty);
        if (!match.Success
            || !double.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number <= 0 || number > 1e6)
        {
            throw new FormatException($"'{text}' is no amount of memory; give one in MB or GB, such as 800MB or 1.5GB.");
        }

        return new((long)(number * (match.Groups[2].Value.Equals("GB", StringComparison.OrdinalIgnoreCase) ? 1e9 : 1e6)));
    }

    /// <summary>A number of bytes in words.</summary>
    public static string Words(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6):0} MB");

    /// <inheritdoc/>
    public override string ToString() => Words(Bytes);

    [GeneratedRegex(@"^\s*([0-9]+(?:\.[0-9]+)?)\s*([MG]B)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
