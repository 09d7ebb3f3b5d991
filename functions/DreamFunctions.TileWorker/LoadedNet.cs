using DreamFunctions.Inference;
using DreamFunctions.Nets;

namespace DreamFunctions.TileWorker;

/// <summary>The net that this worker has loaded: one at a time, exchanged when a ticket asks for another.</summary>
/// <param name="catalogue">The catalogue.</param>
/// <param name="store">Where nets' files are found.</param>
/// <param name="options">Provider and threads.</param>
/// <param name="notice">Told what a person should know, such as a fall-back to the CPU.</param>
public sealed class LoadedNet(NetCatalogue catalogue, NetStore store, InferenceOptions options, Action<string> notice) : IDisposable
{
    private (string Model, string Layer) key;
    private DreamNet? net;

    /// <summary>The net, its target set to the layer.</summary>
    /// <param name="model">The net's name.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="sha256">The checksum that the dream was planned with.</param>
    /// <param name="cancel">Stops the finding.</param>
    /// <exception cref="NetUnavailableException">The net's file is not to be had, or it is another than planned.</exception>
    public async Task<DreamNet> ForAsync(string model, string layer, string sha256, CancellationToken cancel)
    {
        if (net is not null && key == (model, layer))
            return net;
        NetCard card = catalogue.NetNamed(model);
        if (!string.Equals(card.Sha256, sha256, StringComparison.OrdinalIgnoreCase))
            throw new NetUnavailableException(
                $"The dream was planned with '{model}' of checksum {sha256}; this worker's card says {card.Sha256}. "
                + "Give coordinator and workers the same cards.");
        string path = await store.LocateAsync(card, cancel);
        net?.Dispose();
        net = null;
        net = DreamNet.Load(card, path, card.LayerNamed(layer), options, notice);
        key = (model, layer);
        return net;
    }

    /// <inheritdoc/>
    public void Dispose() => net?.Dispose();
}
