namespace DreamFunctions.Autodiff;

/// <summary>The model uses something that is not differentiated here; the message says what and where.</summary>
public sealed class UnsupportedModelException : Exception
{
    internal UnsupportedModelException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
