using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Pipeline;

/// <summary>What is dreamed: a picture's size, the layer, and one grid of tiles for each octave, the smallest first.</summary>
/// <param name="Settings">The settings, checked, with the layer's name filled in.</param>
/// <param name="Layer">The layer whose energy is maximised.</param>
/// <param name="ModelSha256">The checksum of the net's file, 64 hexadecimal digits.</param>
/// <param name="Octaves">One grid an octave; the last has the picture's own size.</param>
public sealed record DreamPlan(DreamSettings Settings, NetLayer Layer, string ModelSha256, IReadOnlyList<TileGrid> Octaves);

/// <summary>From settings and a picture's size to the grids of its octaves.</summary>
public static class DreamPlanner
{
    /// <summary>The side of a tile's core where the settings leave it open, in pixels: work grows by (1 + 2 halo / core)^2.</summary>
    public const int DefaultCore = 512;

    /// <summary>The reach of the ramp on each side of a border where the settings leave it open, in pixels.</summary>
    public const int DefaultFeather = 16;

    /// <summary>
    /// The most context that a tile gets unless the settings ask for more, in pixels. Beyond it a tile's dream does not come
    /// closer to the untiled one (it differs by about 30 dB whatever the halo); below it, contrast is lost at the borders.
    /// </summary>
    public const int UsualHalo = 64;

    /// <summary>Lays the grids.</summary>
    /// <param name="picture">The picture's size in pixels.</param>
    /// <param name="settings">Checked settings (see <see cref="SettingsRules.Check"/>).</param>
    /// <param name="net">The net that the settings name.</param>
    public static DreamPlan Plan(Size picture, DreamSettings settings, NetCard net)
    {
        NetLayer layer = net.LayerNamed(settings.Layer ?? net.DefaultLayer);
        int feather = settings.Feather ?? DefaultFeather;
        int halo = settings.Halo
            ?? Math.Max(Math.Min(layer.ReceptiveField - 1, UsualHalo), (settings.Jitter + 1) / 2 + feather);
        TileGrid[] octaves =
        [
            .. OctavePyramid.Sizes(picture, settings.Octaves, settings.OctaveScale).Select(size => settings.Mode != DreamMode.Fast
                ? TileGrid.Untiled(size, layer.Stride, settings.Jitter)
                : TileGrid.Plan(size, settings.Tile ?? DefaultCore, halo, feather, layer.Stride, settings.Jitter)),
        ];
        return new(settings with { Layer = layer.Name }, layer, net.Sha256, octaves);
    }
}
