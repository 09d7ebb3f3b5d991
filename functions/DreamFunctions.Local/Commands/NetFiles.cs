using DreamFunctions.Nets;

namespace DreamFunctions.Local.Commands;

/// <summary>Finds a net's file before anything is started: a missing one is said at once, and workers do not race.</summary>
internal static class NetFiles
{
    /// <summary>The path of the net's file.</summary>
    /// <exception cref="NetUnavailableException">The net's file is not to be had.</exception>
    public static Task<string> LocateAsync(NetCard net, IReadOnlyList<string> models, CancellationToken cancellation) =>
        new NetStore(NetFolders.Cache(), [.. models, .. NetFolders.Search()]).LocateAsync(net, cancellation);
}
