using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;

namespace DreamFunctions.Pipeline;

/// <summary>Where a dream's events go.</summary>
/// <param name="Topic">An Event Grid topic that takes CloudEvents; null for none.</param>
/// <param name="IsQueued">Whether they go into the queue of events.</param>
public sealed record EventOutlet(EventGridPublisherClient? Topic, bool IsQueued = true);

/// <summary>Puts a dream's event into the queue of events and into the Event Grid topic, where they are wanted.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="outlet">Queue, topic, both or none.</param>
/// <param name="ledger">Counts what the workers took.</param>
public sealed class AnnounceActivity(DreamStorage storage, EventOutlet outlet, SpendingLedger ledger) : DreamActivity<DreamEvent, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(DreamEvent input)
    {
        CloudEvent happened = input.ToCloudEvent(storage);
        if (outlet.IsQueued)
            await storage.Events.SendMessageAsync(JsonSerializer.Serialize(happened));
        if (outlet.Topic is { } topic)
            await topic.SendEventAsync(happened);
        await ledger.AddAsync(input.WorkerSeconds);
        input.Observe();
        return true;
    }
}
