using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace DreamFunctions.Pipeline;

/// <summary>The containers and queues that a dream passes through.</summary>
/// <param name="blobs">The storage account's blobs.</param>
/// <param name="queues">The storage account's queues; messages are sent as Base64, as the Functions queue trigger expects.</param>
/// <param name="names">Their names.</param>
public sealed class DreamStorage(BlobServiceClient blobs, QueueServiceClient queues, DreamStorageNames names)
{
    /// <summary>How tickets and results are written in queues. Unknown keys are passed over, so that a newer side may add some.</summary>
    public static JsonSerializerOptions Wire { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>The names in use.</summary>
    public DreamStorageNames Names => names;

    /// <summary>Where dreams, their JSON, and reasons appear.</summary>
    public BlobContainerClient Dreams { get; } = blobs.GetBlobContainerClient(names.Dreams);

    /// <summary>Where people drop pictures.</summary>
    public BlobContainerClient Uploads { get; } = blobs.GetBlobContainerClient(names.Uploads);

    /// <summary>The planes between the stages.</summary>
    public WorkBlobs Work { get; } = new(blobs.GetBlobContainerClient(names.Work));

    /// <summary>Work for tile workers.</summary>
    public QueueClient Tickets { get; } = queues.GetQueueClient(names.Tickets);

    /// <summary>The workers' answers.</summary>
    public QueueClient Results { get; } = queues.GetQueueClient(names.Results);

    /// <summary>Event Grid's messages about uploads.</summary>
    public QueueClient Arrivals { get; } = queues.GetQueueClient(names.Arrivals);

    /// <summary>What happened to dreams, as CloudEvents.</summary>
    public QueueClient Events { get; } = queues.GetQueueClient(names.Events);

    /// <summary>A container by name, for uploads that lie elsewhere.</summary>
    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    /// <summary>Makes the containers and queues that are not there yet.</summary>
    public async Task CreateAsync(CancellationToken cancel = default)
    {
        await Uploads.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Dreams.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Work.Container.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Tickets.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Results.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Events.CreateIfNotExistsAsync(cancellationToken: cancel);
        await Arrivals.CreateIfNotExistsAsync(cancellationToken: cancel);
    }

    /// <summary>Client options for both sides: Base64 messages.</summary>
    public static QueueClientOptions QueueOptions() => new() { MessageEncoding = QueueMessageEncoding.Base64 };

    /// <summary>The pipeline's storage behind a connection string (the emulator's, for example).</summary>
    public static DreamStorage Connect(string connectionString, DreamStorageNames? names = null) => new(
        new BlobServiceClient(connectionString), new QueueServiceClient(connectionString, QueueOptions()), names ?? new());
}
