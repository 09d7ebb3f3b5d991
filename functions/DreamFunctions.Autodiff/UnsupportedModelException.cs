namespace DreamFunctions.Autodiff;

/// <summary>The model is read, but uses something that this room does not differentiate; the message says what and where.</summary>
public sealed class UnsupportedModelException : Exception
{
    internal UnsupportedModelException(string message)
        : base(message)
    {
    }
}
