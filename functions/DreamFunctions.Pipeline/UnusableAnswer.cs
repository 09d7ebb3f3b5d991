using System.Text.Json;
using System.Text.Json.Nodes;

namespace DreamFunctions.Pipeline;

/// <summary>
/// What is left of a ticket or an answer that cannot be read as a whole: as long as it names who waits, that dream is told at once
/// and does not wait out its patience.
/// </summary>
public static class UnusableAnswer
{
    /// <summary>An answer that says why, or null where the text does not tell who waits for it.</summary>
    /// <param name="message">A ticket or an answer, as it lay in its queue.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static TileResult? To(string message, string problem)
    {
        try
        {
            if (JsonNode.Parse(message) is not JsonObject json
                || (string?)json["octaveId"] is not { Length: > 0 } octave
                || (int?)json["tile"] is not { } tile
                || (int?)json["attempt"] is not { } attempt)
                return null;
            string? name = (string?)json["eventName"]
                ?? (Enum.TryParse((string?)json["pass"], out TilePass pass) ? TileTicket.EventNameOf(pass, tile, attempt) : null);
            return name is null ? null : new() { OctaveId = octave, EventName = name, Tile = tile, Attempt = attempt, Error = problem };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
