namespace DreamFunctions.Nets;

/// <summary>A net's file is not to be had; the message says why and what to do.</summary>
/// <param name="message">What to do about it.</param>
/// <param name="inner">What led to it.</param>
public sealed class NetUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
