using System.Text.Json;

namespace DreamFunctions.Pipeline;

/// <summary>What the Functions host writes into <c>webjobs-blobtrigger-poison</c> about an upload whose trigger failed five times.</summary>
/// <param name="ContainerName">The container.</param>
/// <param name="BlobName">The upload's name.</param>
public sealed record PoisonUpload(string ContainerName, string BlobName)
{
    /// <summary>Reads the message; null where it is not one.</summary>
    public static PoisonUpload? Read(string message)
    {
        try
        {
            return JsonSerializer.Deserialize<PoisonUpload>(message) is { ContainerName: not null, BlobName: not null } upload ? upload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
