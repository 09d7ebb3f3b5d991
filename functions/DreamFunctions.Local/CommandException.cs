namespace DreamFunctions.Local;

/// <summary>What a person can read and act on: printed as one line on standard error, never with a stack trace.</summary>
public class CommandException : Exception
{
    /// <summary>Makes the exception from the line to print.</summary>
    public CommandException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception from the line to print and what caused it.</summary>
    public CommandException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
