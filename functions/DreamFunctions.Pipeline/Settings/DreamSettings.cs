using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

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

/// <summary>What a dream begins with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamBeginning>))]
public enum DreamBeginning
{
    /// <summary>The upload.</summary>
    [JsonStringEnumMemberName("photo")] Photo,

    /// <summary>Noise, all values alike likely.</summary>
    [JsonStringEnumMemberName("uniform")] Uniform,

    /// <summary>Normally distributed noise.</summary>
    [JsonStringEnumMemberName("gaussian")] Gaussian,

    /// <summary>Clouds.</summary>
    [JsonStringEnumMemberName("fractal")] Fractal,

    /// <summary>Nothing but grey.</summary>
    [JsonStringEnumMemberName("grey")] Grey,
}

/// <summary>Which colours a dream may change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamColour>))]
public enum DreamColour
{
    /// <summary>All.</summary>
    [JsonStringEnumMemberName("free")] Free,

    /// <summary>None: lighter and darker only.</summary>
    [JsonStringEnumMemberName("kept")] Kept,
}

/// <summary>What is done to the gradient before a step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DreamSmoothing>))]
public enum DreamSmoothing
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Blurred: less grain.</summary>
    [JsonStringEnumMemberName("gaussian")] Gaussian,

    /// <summary>All bands of frequency alike in strength: large, smooth shapes.</summary>
    [JsonStringEnumMemberName("laplacian")] Laplacian,
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

    /// <summary>What is amplified, where that is more than one layer (see <see cref="DreamTarget.Form"/>); null: the layer.</summary>
    [Description("instead of a layer, " + DreamTarget.Form)]
    public string? Targets { get; init; }

    /// <summary>
    /// The name of a picture that the layers follow, in the folder <see cref="Materials.Folder"/> of the container of uploads.
    /// </summary>
    [Description("a picture whose features the layers follow (`dream run`: a file; else a blob in the folder `materials` of the uploads)")]
    public string? Guide { get; init; }

    /// <summary>The checksum of the guide's file; filled in if not given, else it must fit.</summary>
    [Description("the checksum of the guide's file, 64 hexadecimal digits; filled in, and held to if given"), RegularExpression("^[0-9a-f]{64}$")]
    public string? GuideSha256 { get; init; }

    /// <summary>What the dream begins with.</summary>
    [Description("what the dream begins with: the photo, or noise or grey of its size, or of `size` without any photo")]
    public DreamBeginning Start { get; init; } = DreamBeginning.Photo;

    /// <summary>Width x height in pixels, where there is no photo to take them from.</summary>
    [Description("WIDTHxHEIGHT in pixels, 16 to 30000 each, for a start that is no photo; the upload's if not given"),
        RegularExpression("^(1[6-9]|[2-9][0-9]|[1-9][0-9]{2,3}|[12][0-9]{4}|30000)x(1[6-9]|[2-9][0-9]|[1-9][0-9]{2,3}|[12][0-9]{4}|30000)$")]
    public string? Size { get; init; }

    /// <summary>The name of a picture that says where to dream, in the folder <see cref="Materials.Folder"/>.</summary>
    [Description("a picture that says where to dream: white or opaque yes, black or transparent no (found as the guide is)")]
    public string? Mask { get; init; }

    /// <summary>The checksum of the mask's file; filled in if not given, else it must fit.</summary>
    [Description("the checksum of the mask's file, 64 hexadecimal digits; filled in, and held to if given"), RegularExpression("^[0-9a-f]{64}$")]
    public string? MaskSha256 { get; init; }

    /// <summary>How far the mask's soft edge reaches inwards, in pixels.</summary>
    [Description("how far a mask's soft edge reaches inwards, in pixels"), Range(0, 256)]
    public int MaskFeather { get; init; } = 16;

    /// <summary>How much of the photo is blended back into the dream.</summary>
    [Description("share of the original that is blended back into the dream"), Range(0.0, 1.0)]
    public double Original { get; init; }

    /// <summary>Which colours may change.</summary>
    [Description("free: the dream brings its own colours; kept: it only lightens and darkens the photo's")]
    public DreamColour Colour { get; init; } = DreamColour.Free;

    /// <summary>What is done to the gradient before a step.</summary>
    [Description("none; gaussian: the gradient is blurred; laplacian: its bands of frequency are made alike in strength")]
    public DreamSmoothing Smoothing { get; init; } = DreamSmoothing.None;

    /// <summary>The blur of Gaussian smoothing.</summary>
    [Description("standard deviation of gaussian smoothing in pixels"), Range(0.3, 8.0)]
    public double Sigma { get; init; } = 1;

    /// <summary>How long steps are in the course of an octave.</summary>
    [Description("how a step compares to the octave's first: constant, linear (falls to 1/n), cosine (falls slowly, fast, slowly)")]
    [JsonConverter(typeof(JsonStringEnumConverter<StepSchedule>))]
    public StepSchedule Schedule { get; init; } = StepSchedule.Constant;

    /// <summary>How many sizes of the picture are dreamed, the smallest first.</summary>
    [Description("how many sizes of the picture are dreamed, the smallest first"), Range(1, 12)]
    public int Octaves { get; init; } = 4;

    /// <summary>How much larger each octave is than the one before, per side.</summary>
    [Description("how much larger each octave is than the one before"), Range(1.05, 4.0)]
    public double OctaveScale { get; init; } = 1.4;

    /// <summary>Gradient steps in each octave.</summary>
    [Description("gradient steps in each octave"), Range(1, 200)]
    public int Iterations { get; init; } = 10;

    /// <summary>The most that a dream may take, in megapixels of gradients (see <see cref="DreamEstimate"/>); null: whatever it takes.</summary>
    [Description("the most megapixels of gradients (see `dream estimate`): the dream ends after the last whole octave within them"), Range(0.001, 1000000000.0)]
    public double? Budget { get; init; }

    /// <summary>Whether small pictures show how far the dream is; they change nothing of it.</summary>
    [Description("small pictures of the octaves that are done: none; latest: one, removed when the dream is written; each: one an octave, kept")]
    public DreamPreviews Previews { get; init; } = DreamPreviews.None;

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
