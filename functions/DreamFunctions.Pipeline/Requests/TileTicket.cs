using System.Diagnostics;
using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>What a ticket asks of a worker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TilePass>))]
public enum TilePass
{
    /// <summary>One gradient at the octave's start, to find the normaliser that all tiles share. Nothing is written.</summary>
    Probe,

    /// <summary>All of the octave's iterations; the tile's detail is written.</summary>
    Tile,

    /// <summary>The energy of the target in the tile's core, for the upload and for the finished dream. Nothing is written.</summary>
    Measure,
}

/// <summary>One piece of work for a tile worker, as it lies in the queue of tickets. Names and numbers, no pixels.</summary>
public sealed record TileTicket : IOfDream
{
    /// <summary>The version that this code writes, and understands with those before it. Version 3: planes row by row.</summary>
    public const int CurrentVersion = 3;

    /// <summary>The ticket's format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The whole dream's instance id: the folder of its work blobs.</summary>
    public required string DreamId { get; init; }

    /// <summary>The instance that waits for the answer: the octave's orchestration.</summary>
    public required string OctaveId { get; init; }

    /// <summary>What is asked.</summary>
    public required TilePass Pass { get; init; }

    /// <summary>The octave, 0 the smallest.</summary>
    public required int Octave { get; init; }

    /// <summary>The tile's number in the grid.</summary>
    public required int Tile { get; init; }

    /// <summary>The attempt, from 0; part of the names of blob and event, so that a late duplicate harms nothing.</summary>
    public required int Attempt { get; init; }

    /// <summary>The octave's grid.</summary>
    public required TileGrid Grid { get; init; }

    /// <summary>The net's name in the catalogue.</summary>
    public required string Model { get; init; }

    /// <summary>The checksum of the net's file as planned.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The layer's name.</summary>
    public required string Layer { get; init; }

    /// <summary>What is amplified, as <see cref="Nets.DreamTarget.Parse"/> reads it; null: the layer.</summary>
    public string? Targets { get; init; }

    /// <summary>The checksum of the guide that the layers follow; null for none.</summary>
    public string? GuideSha256 { get; init; }

    /// <summary>The size of the guide in the work container.</summary>
    public Size? Guide { get; init; }

    /// <summary>Whether the colours are kept.</summary>
    public bool KeepColour { get; init; }

    /// <summary>What is done to the gradient before a step.</summary>
    public DreamSmoothing Smoothing { get; init; }

    /// <summary>The blur of Gaussian smoothing, in pixels.</summary>
    public double Sigma { get; init; }

    /// <summary>How long steps are in the course of the octave.</summary>
    public StepSchedule Schedule { get; init; }

    /// <summary>Whether a mask lies beside the tile.</summary>
    public bool Masked { get; init; }

    /// <summary>Gradient steps.</summary>
    public required int Iterations { get; init; }

    /// <summary>The mean change of a value (0..255) in a step.</summary>
    public required double Step { get; init; }

    /// <summary>The seed of the jitter.</summary>
    public required long Seed { get; init; }

    /// <summary>mean |gradient| of the octave at its start, for the pilot; null elsewhere.</summary>
    public double? Level { get; init; }

    /// <summary>The normaliser of each iteration, for the tiles that follow the pilot; null elsewhere.</summary>
    public IReadOnlyList<double>? Normaliser { get; init; }

    /// <summary>In exact mode the one tile is visited in windows, as large as the worker's memory allows.</summary>
    public DreamMode Mode { get; init; } = DreamMode.Fast;

    /// <summary>In exact mode the longest side that a window keeps, in pixels; null: chosen by the worker.</summary>
    public int? WindowCore { get; init; }

    /// <summary>The grid whose tiles' details this ticket reads: the octave before, or this one for a measurement; null for none.</summary>
    public TileGrid? DetailGrid { get; init; }

    /// <summary>The accepted attempt of each tile of <see cref="DetailGrid"/> that this ticket reads, by tile number.</summary>
    public IReadOnlyDictionary<int, int> DetailAttempts { get; init; } = new Dictionary<int, int>();

    /// <summary>The span in which it was sent, as W3C's traceparent; null where nobody traces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>The external event that carries the answer.</summary>
    [JsonIgnore]
    public string EventName => EventNameOf(Pass, Tile, Attempt);

    /// <summary>The external event that answers a ticket: <c>tile-{n}-{attempt}</c>, and alike for the other passes.</summary>
    public static string EventNameOf(TilePass pass, int tile, int attempt) => pass switch
    {
        TilePass.Probe => $"probe-{tile}-{attempt}",
        TilePass.Measure => $"measure-{tile}-{attempt}",
        _ => $"tile-{tile}-{attempt}",
    };

    void IOfDream.Describe(Activity span) => span
        .SetTag(SpanTags.Dream, DreamId)
        .SetTag(SpanTags.Octave, Octave)
        .SetTag(SpanTags.Pass, DreamMetrics.NameOf(Pass))
        .SetTag(SpanTags.Tile, Tile)
        .SetTag(SpanTags.Attempt, Attempt)
        .SetTag(SpanTags.Model, Model)
        .SetTag(SpanTags.Targets, Targets ?? Layer)
        .SetTag(SpanTags.Size, Grid.WindowSize.ToString());
}

/// <summary>A worker's answer to a ticket, as it lies in the queue of results and as the event's payload.</summary>
public sealed record TileResult : IOfDream
{
    /// <summary>The version of the ticket that is answered.</summary>
    public int Version { get; init; } = TileTicket.CurrentVersion;

    /// <summary>The instance that waits.</summary>
    public required string OctaveId { get; init; }

    /// <summary>The event to raise.</summary>
    public required string EventName { get; init; }

    /// <summary>The tile's number.</summary>
    public required int Tile { get; init; }

    /// <summary>The attempt that is answered.</summary>
    public required int Attempt { get; init; }

    /// <summary>sum |gradient| over the core's part of the picture, one figure an iteration; empty for a measurement.</summary>
    public IReadOnlyList<double> AbsoluteSum { get; init; } = [];

    /// <summary>How many values each sum ran over.</summary>
    public long Count { get; init; }

    /// <summary>Energy in the core for the upload; measurements only.</summary>
    public double EnergyBefore { get; init; }

    /// <summary>Energy in the core for the dream; measurements only.</summary>
    public double EnergyAfter { get; init; }

    /// <summary>Seconds in the net.</summary>
    public double GradientSeconds { get; init; }

    /// <summary>Seconds from taking the ticket to answering.</summary>
    public double Seconds { get; init; }

    /// <summary>Runs of the gradient graph.</summary>
    public int Evaluations { get; init; }

    /// <summary>Pixels that the net saw beyond one for each of the ticket's window: 0 but in exact mode, whose smaller windows the worker picks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WindowHalo { get; init; }

    /// <summary>Planes read and written for the ticket.</summary>
    public StorageTraffic Traffic { get; init; }

    /// <summary>Why the ticket could not be done, in words for a person; null where it was.</summary>
    public string? Error { get; init; }

    /// <summary>The worker's span, as W3C's traceparent; null where nobody traces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    void IOfDream.Describe(Activity span) => span
        .SetTag(SpanTags.Dream, DreamOrchestrator.DreamIdOf(OctaveId))
        .SetTag("dream.answer", EventName);

    /// <summary>The event that says no more than that a worker is still at a ticket of the octave.</summary>
    public const string SignOfLifeEvent = "alive";

    /// <summary>Says that a worker is still at a ticket.</summary>
    public static TileResult SignOfLife(TileTicket ticket) => new()
    {
        OctaveId = ticket.OctaveId,
        EventName = SignOfLifeEvent,
        Tile = ticket.Tile,
        Attempt = ticket.Attempt,
    };
}
