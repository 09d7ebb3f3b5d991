namespace DreamFunctions.Nets;

/// <summary>A net's file is nowhere to be had; the message says where it was looked for and what to do.</summary>
public sealed class NetUnavailableException : Exception
{
    internal NetUnavailableException(string net, string message, Exception? inner = null)
        : base(message, inner)
    {
        Net = net;
    }

    /// <summary>The net's name.</summary>
    public string Net { get; }
}
