using System.Globalization;
using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Pipeline;

/// <summary>What is dreamed: a picture's size, the layer, and one grid of tiles for each octave, the smallest first.</summary>
/// <param name="Settings">The settings, checked, with the layer's name filled in where one layer is all that is amplified.</param>
/// <param name="Layer">The layer whose energy is maximised; of several targets the one that sees farthest, with a stride for all.</param>
/// <param name="ModelSha256">The checksum of the net's file, 64 hexadecimal digits.</param>
/// <param name="Octaves">One grid an octave; the last has the picture's own size, unless a budget ended the dream before (<see cref="Full"/>).</param>
public sealed record DreamPlan(DreamSettings Settings, NetLayer Layer, string ModelSha256, IReadOnlyList<TileGrid> Octaves)
{
    /// <summary>The size at which the guide lies in the work container; null where there is none.</summary>
    public Size? Guide { get; init; }

    /// <summary>
    /// The picture's own size as tiles, where the budget ends the dream at a smaller octave; it lies in the work container behind
    /// the octaves and is not dreamed. Null where the last octave has that size.
    /// </summary>
    public TileGrid? Full { get; init; }

    /// <summary>The sizes at which the picture lies in the work container: the octaves, and the full one if that is none of them.</summary>
    [JsonIgnore]
    public IReadOnlyList<TileGrid> Sizes => Full is { } full ? [.. Octaves, full] : Octaves;

    /// <summary>Whether masks lie beside the tiles in the work container.</summary>
    public bool Masked { get; init; }

    /// <summary>For each octave the tiles that the mask leaves to dream, ascending; empty where every tile is dreamed.</summary>
    public IReadOnlyList<IReadOnlyList<int>> MaskedTiles { get; init; } = [];

    /// <summary>The tiles of an octave that are dreamed, ascending.</summary>
    public IReadOnlyList<int> TilesOf(int octave) =>
        Masked ? MaskedTiles[octave] : [.. Enumerable.Range(0, Octaves[octave].Count)];

    /// <summary>How many probes and measurements an octave takes: a probe a tile where there are several, a measurement each in the last.</summary>
    public int SurveysOf(int octave)
    {
        int tiles = TilesOf(octave).Count;
        return (tiles > 1 ? tiles : 0) + (octave == Octaves.Count - 1 ? tiles : 0);
    }

    /// <summary>How many tickets an octave takes.</summary>
    public int TicketsOf(int octave) => TilesOf(octave).Count + SurveysOf(octave);

    /// <summary>What is amplified, as <see cref="DreamTarget.Parse"/> reads it.</summary>
    [JsonIgnore]
    public string Targets => Settings.Targets ?? Layer.Name;
}

/// <summary>From settings and a picture's size to the grids of its octaves.</summary>
public static class DreamPlanner
{
    /// <summary>
    /// The most pixels of a tile's window, core and halos together, where the settings leave the core open. It grows where a halo is
    /// so long that a core of <see cref="LeastCore"/> would not fit.
    /// </summary>
    public const long WindowPixels = 1_800_000;

    /// <summary>The most bytes that the net may take for a window, by the layer's own figure: they keep a worker small on deep layers.</summary>
    public const long WindowBytes = 1_100_000_000;

    /// <summary>A core that is chosen is not shorter than this for want of room, in pixels.</summary>
    public const int LeastCore = 512;

    /// <summary>The reach of the ramp on each side of a border where the settings leave it open, in pixels.</summary>
    public const int DefaultFeather = 16;

    /// <summary>Lays the grids.</summary>
    /// <param name="picture">The picture's size in pixels.</param>
    /// <param name="settings">Checked settings (see <see cref="SettingsRules.Check"/>).</param>
    /// <param name="net">The net that the settings name.</param>
    public static DreamPlan Plan(Size picture, DreamSettings settings, NetCard net)
    {
        NetLayer layer = settings.Targets is { } targets
            ? Widest(DreamTarget.Parse(targets, net))
            : net.LayerNamed(settings.Layer ?? net.DefaultLayer);
        int feather = settings.Feather ?? DefaultFeather;
        int shift = (settings.Jitter + 1) / 2;
        int halo = settings.Halo is { } asked ? Math.Max(asked, shift + feather) : Math.Max(HaloOf(layer), shift + 2 * feather);
        long side = LeastCore + 2 * halo + 3 * layer.Stride;
        long pixels = Math.Max(Math.Min(WindowPixels, WindowBytes / layer.BytesPerPixel), side * side);
        TileGrid[] octaves =
        [
            .. OctavePyramid.Sizes(picture, settings.Octaves, settings.OctaveScale).Select(size => settings switch
            {
                { Mode: not DreamMode.Fast } => TileGrid.Untiled(size, layer.Stride, settings.Jitter),
                { Tile: { } core } => TileGrid.Plan(size, core, halo, feather, layer.Stride, settings.Jitter),
                _ => BalancedTiles.Plan(size, halo, feather, layer.Stride, settings.Jitter, pixels),
            }),
        ];
        return Within(
            settings.Budget, new(settings.Targets is null ? settings with { Layer = layer.Name } : settings, layer, net.Sha256, octaves));
    }

    private static DreamPlan Within(double? budget, DreamPlan plan)
    {
        for (int dreamed = plan.Octaves.Count; dreamed > 0; dreamed--)
        {
            DreamPlan shorter = plan with { Octaves = [.. plan.Octaves.Take(dreamed)] };
            double megapixels = DreamEstimate.Of(shorter).Megapixels;
            if (!(megapixels > budget))
                return dreamed == plan.Octaves.Count ? plan : shorter with { Full = plan.Octaves[^1] };
            if (dreamed == 1)
                throw new SettingsException(string.Create(CultureInfo.InvariantCulture,
                    $"budget is {budget}; allowed for this picture: at least {megapixels}, what its first octave takes."));
        }

        return plan;
    }

    // Tiles begin where every layer's cells do.
    private static NetLayer Widest(IReadOnlyList<DreamTarget> targets) => targets.MaxBy(target => target.Layer.ReceptiveField)!.Layer with
    {
        Stride = StrideGrid.Common(targets.Select(target => target.Layer.Stride)),
    };

    /// <summary>The context of a tile's core, in pixels, a multiple of the layer's stride.</summary>
    /// <remarks>
    /// A pixel's gradient depends on all pixels within the receptive field, but on the far ones little: what counts is how
    /// strongly a tile dreams so deep inside its window, against a neighbour that sees the same place from further within
    /// (<c>seams --depth</c> of tests/benchmarks). GoogLeNet 4c (receptive field 299): 0.81 at 16 to 31 pixels, 0.95 at 48 to 63,
    /// 0.98 at 64 to 79, 1.01 from 80 on; 4e (427): 0.95, 0.96, 0.97 there, 0.98 at 96 to 127, 0.99 from 128 on. Three tenths
    /// of the receptive field leave a hundredth or less, and twelve megapixels of 4c within 1.6 times the untiled work. On low layers
    /// that would let a ramp reach where windows end when they are shifted; there it begins as deep as half the jitter and the feather:
    /// 3b (91) dreams at 0.94 from 16 to 31 pixels, 0.99 from 32 on.
    /// </remarks>
    public static int HaloOf(NetLayer layer) => (layer.ReceptiveField * 3 / 10 + layer.Stride - 1) / layer.Stride * layer.Stride;
}
