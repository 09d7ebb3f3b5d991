using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>What a dream moved beside its compute, for the whole picture and for each of its megapixels.</summary>
/// <param name="BytesRead">Bytes of planes read from the work container: counted by the workers, and what stitching reads.</param>
/// <param name="BytesWritten">Bytes of planes written: counted by the workers, and what intake writes.</param>
/// <param name="Messages">Tickets and answers in the queues; the durable engine's own are not among them.</param>
/// <param name="Megapixels">The picture's size, in millions of pixels.</param>
public sealed record DreamTraffic(long BytesRead, long BytesWritten, int Messages, double Megapixels)
{
    /// <summary>Millions of bytes read for each megapixel.</summary>
    [JsonInclude]
    public double MegabytesReadPerMegapixel => BytesRead / 1e6 / Megapixels;

    /// <summary>Millions of bytes written for each megapixel.</summary>
    [JsonInclude]
    public double MegabytesWrittenPerMegapixel => BytesWritten / 1e6 / Megapixels;

    /// <summary>Queue messages for each megapixel.</summary>
    [JsonInclude]
    public double MessagesPerMegapixel => Messages / Megapixels;

    /// <summary>The traffic of a dream that is done.</summary>
    /// <param name="dream">The dream.</param>
    /// <param name="stitching">The planes that stitching moved.</param>
    public static DreamTraffic Of(FinishRequest dream, StorageTraffic stitching)
    {
        DreamPlan plan = dream.Intake.Plan!;
        TileGrid last = plan.Octaves[^1];
        long alpha = dream.Intake.Picture is { HasAlpha: true } picture ? (long)picture.Width * picture.Height : 0;
        long octaves = plan.Octaves.Sum(grid => PlaneCodec.LengthOf(new Region(grid.Picture)));
        StorageTraffic coordinator = new(Read: stitching.Read + alpha, Written: octaves + alpha);
        StorageTraffic all = dream.Octaves.Aggregate(coordinator, (sum, octave) => sum + octave.Traffic);
        return new(all.Read, all.Written, 2 * dream.Octaves.Sum(octave => octave.TicketsSent + octave.SurveysSent),
            new Region(last.Picture).PixelCount / 1e6);
    }
}
