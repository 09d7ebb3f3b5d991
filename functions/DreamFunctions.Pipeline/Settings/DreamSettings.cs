using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace DreamFunctions.Pipeline;

/// <summary>How the tiles of an octave work together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamMode>))]
public enum DreamMode
{
    /// <summary>Each tile dreams a whole octave alone; the tiles are blended through their feathers.</summary>
    [JsonStringEnumMemberName("fast")] Fast,

    /// <summary>One tile holds the whole plane of an octave: the reference, for pictures that fit one worker.</summary>
    [JsonStringEnumMemberName("untiled")] Untiled,

    /// <summary>
    /// The untiled dream in bounded memory: one worker holds the plane, and in every iteration visits it in windows with all the
    /// context that a gradient depends on.
    /// </summary>
    [JsonStringEnumMemberName("exact")] Exact,
}

/// <summary>
/// Everything that decides what a dream looks like: the one settings record. The command line, settings as JSON and the
/// schema are made from it, and <see cref="SettingsRules"/> checks it; a new setting is one more property here.
/// </summary>
public sealed record DreamSettings
{
    /// <summary>The net's name in the catalogue.</summary>
    [Description("the net, by its name in the catalogue")]
    public string Model { get; init; } = "resnet18";

    /// <summary>The layer whose energy is maximised; null: the net's own default.</summary>
    [Description("the layer whose activity is amplified (see `dream layers`); the net's default if not given")]
    public string? Layer { get; init; }

    /// <summary>How many sizes of the picture are dreamed, the smallest first.</summary>
    [Description("how many sizes of the picture are dreamed, the smallest first"), Range(1, 12)]
    public int Octaves { get; init; } = 4;

    /// <summary>How much larger each octave is than the one before, per side.</summary>
    [Description("how much larger each octave is than the one before"), Range(1.05, 4.0)]
    public double OctaveScale { get; init; } = 1.4;

    /// <summary>Gradient steps in each octave.</summary>
    [Description("gradient steps in each octave"), Range(1, 200)]
    public int Iterations { get; init; } = 10;

    /// <summary>The mean change of a value (0..255) in one step.</summary>
    [Description("how far a step moves a value (0..255) on average"), Range(0.01, 50.0)]
    public double Step { get; init; } = 1.5;

    /// <summary>The range, in pixels, over which the window is shifted from step to step.</summary>
    [Description("range in pixels over which the window shifts from step to step"), Range(0, 256)]
    public int Jitter { get; init; } = 32;

    /// <summary>The side of a tile's core in pixels, rounded up to the layer's stride; null: chosen.</summary>
    [Description("side of a tile's core in pixels; chosen for each octave if not given; in exact mode the most that a window keeps"), Range(16, 4096)]
    public int? Tile { get; init; }

    /// <summary>Context around the core in pixels, rounded up to the layer's stride; null: chosen from the layer.</summary>
    [Description("context around a tile's core in pixels; chosen from the layer if not given"), Range(0, 1024)]
    public int? Halo { get; init; }

    /// <summary>How far the ramp between two tiles reaches to each side of their border, in pixels; null: chosen.</summary>
    [Description("reach in pixels of the ramp on each side of a tile's border; 16 if not given"), Range(0, 256)]
    public int? Feather { get; init; }

    /// <summary>Decides the jitter; the same seed and settings give the same bytes.</summary>
    [Description("the seed of the jitter: the same seed gives the same bytes"), Range(0L, 9007199254740991L)]
    public long Seed { get; init; }

    /// <summary>How the tiles of an octave work together.</summary>
    [Description("fast: tiles dream alone and are blended; untiled: one tile holds the whole picture; "
        + "exact: the same dream, visited in windows that fit the worker's memory")]
    public DreamMode Mode { get; init; } = DreamMode.Fast;
}
