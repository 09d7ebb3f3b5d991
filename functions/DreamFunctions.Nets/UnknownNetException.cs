namespace DreamFunctions.Nets;

/// <summary>The catalogue has no net of the name that was asked for.</summary>
public sealed class UnknownNetException : Exception
{
    internal UnknownNetException(string net, IReadOnlyList<string> known)
        : base($"There is no net '{net}'. There are: {string.Join(", ", known)}. A card in a folder adds another.")
    {
        Net = net;
        Known = known;
    }

    /// <summary>What was asked for.</summary>
    public string Net { get; }

    /// <summary>The nets that there are.</summary>
    public IReadOnlyList<string> Known { get; }
}
