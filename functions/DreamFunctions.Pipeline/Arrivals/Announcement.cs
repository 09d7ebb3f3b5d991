using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Storage.Blobs;

namespace DreamFunctions.Pipeline;

/// <summary>A blob that Event Grid says was written.</summary>
/// <param name="Host">The host of its address, which tells the storage account.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Container">Its container.</param>
/// <param name="Name">Its name.</param>
public sealed record Announcement(string Host, string Account, string Container, string Name)
{
    private const string BlobCreated = "Microsoft.Storage.BlobCreated";

    /// <summary>Reads one message in Event Grid's schema or as a CloudEvent; null where it tells of something else than a new blob.</summary>
    /// <exception cref="FormatException">It is neither; the message says what is wrong.</exception>
    public static Announcement? Read(string message)
    {
        try
        {
            (string type, BinaryData? data) = Unwrap(message);
            if (type != BlobCreated)
                return null;
            using JsonDocument json = JsonDocument.Parse(data ?? throw new FormatException("it has no data"));
            string url = json.RootElement.GetProperty("url").GetString() ?? throw new FormatException("its data.url is null");
            BlobUriBuilder blob = new(new Uri(url));
            return new(blob.Host, blob.AccountName, blob.BlobContainerName, blob.BlobName);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException or UriFormatException
            or IndexOutOfRangeException)
        {
            throw new FormatException($"it is no Event Grid event: {e.Message}", e);
        }
    }

    private static (string Type, BinaryData? Data) Unwrap(string message)
    {
        using JsonDocument json = JsonDocument.Parse(message);
        JsonElement root = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement[0] : json.RootElement;
        BinaryData one = BinaryData.FromString(root.GetRawText());
        if (root.TryGetProperty("specversion", out _))
        {
            CloudEvent cloud = CloudEvent.Parse(one)!;
            return (cloud.Type, cloud.Data);
        }

        EventGridEvent grid = EventGridEvent.Parse(one);
        return (grid.EventType, grid.Data);
    }
}
