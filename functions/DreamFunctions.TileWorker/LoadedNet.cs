using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.TileWorker;

/// <summary>The net that this worker has loaded: one at a time, exchanged when a ticket asks for another.</summary>
/// <param name="catalogue">The catalogue.</param>
/// <param name="store">Where nets' files are found.</param>
/// <param name="options">Provider and threads.</param>
/// <param name="notice">Told what a person should know, such as a fall-back to the CPU.</param>
public sealed class LoadedNet(NetCatalogue catalogue, NetStore store, InferenceOptions options, Action<string> notice) : IDisposable
{
    private (string Model, string Targets, string? Guide) key;
    private DreamNet? net;

    /// <summary>The net, set to what a ticket asks for.</summary>
    /// <param name="ticket">Names the net, its checksum, the targets and the guide.</param>
    /// <param name="guide">Reads the ticket's guide; asked only when the net is loaded anew.</param>
    /// <param name="cancel">Stops the finding.</param>
    /// <exception cref="NetUnavailableException">The net's file is not to be had, or it is another than planned.</exception>
    public async Task<DreamNet> ForAsync(TileTicket ticket, Func<CancellationToken, Task<Plane?>> guide, CancellationToken cancel)
    {
        var wanted = (ticket.Model, ticket.Targets ?? ticket.Layer, ticket.GuideSha256);
        if (net is not null && key == wanted)
            return net;
        NetCard card = catalogue.NetNamed(ticket.Model);
        if (!string.Equals(card.Sha256, ticket.ModelSha256, StringComparison.OrdinalIgnoreCase))
            throw new NetUnavailableException(
                $"The dream was planned with '{ticket.Model}' of checksum {ticket.ModelSha256}; this worker's card says {card.Sha256}. "
                + "Give coordinator and workers the same cards.");
        string path = await store.LocateAsync(card, cancel);
        net?.Dispose();
        net = null;
        IReadOnlyList<DreamTarget> targets = DreamTarget.Parse(ticket.Targets ?? ticket.Layer, card);
        net = DreamNet.Load(card, path, targets, await guide(cancel), options, notice);
        key = wanted;
        return net;
    }

    /// <inheritdoc/>
    public void Dispose() => net?.Dispose();
}
