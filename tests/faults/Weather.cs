namespace DreamFunctions.Faults;

/// <summary>What a storage account does to its callers: shares of calls, 0 to 1, and a delay.</summary>
/// <param name="Resets">Connections cut, half of them after the call was carried out: the caller cannot know.</param>
/// <param name="Errors">Answered 500, 503, 429 or 409 without being carried out.</param>
/// <param name="Duplicates">Tickets and answers put into their queue twice.</param>
/// <param name="Delay">Each call waits up to so long, at random, so that calls overtake each other.</param>
internal sealed record Weather(double Resets, double Errors, double Duplicates, TimeSpan Delay)
{
    public static Weather Fair { get; } = new(0, 0, 0, TimeSpan.Zero);
}
