using Azure;

namespace DreamFunctions.Pipeline;

/// <summary>Tells whether something failed because the storage did not do as it should.</summary>
public static class StorageTrouble
{
    /// <summary>
    /// Whether a call of the storage is at the bottom of an exception: its answer; or, where none came however often it was tried, the
    /// tries together; or either of them within the task hub's own exception. Whoever asks again and again goes on after these.
    /// </summary>
    /// <param name="error">What was thrown.</param>
    public static bool Is(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is RequestFailedException || (error.InnerException is { } inner && Is(inner));
    }
}
