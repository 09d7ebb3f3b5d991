namespace DreamFunctions.Nets;

/// <summary>A net has no layer of the name that was asked for.</summary>
public sealed class UnknownLayerException : Exception
{
    internal UnknownLayerException(NetCard card, string layer)
        : base($"The net '{card.Name}' has no layer '{layer}'. It has: "
            + $"{string.Join(", ", card.Layers.Select(each => each.Name))}.")
    {
        Net = card.Name;
        Layer = layer;
        Known = [.. card.Layers.Select(each => each.Name)];
    }

    /// <summary>The net's name.</summary>
    public string Net { get; }

    /// <summary>What was asked for.</summary>
    public string Layer { get; }

    /// <summary>The layers that it has.</summary>
    public IReadOnlyList<string> Known { get; }
}
