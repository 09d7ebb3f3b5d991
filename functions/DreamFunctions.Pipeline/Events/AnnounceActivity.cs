using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;

namespace DreamFunctions.Pipeline;

/// <summary>Where else a dream's events go.</summary>
/// <param name="Topic">An Event Grid topic that takes CloudEvents; null for none.</param>
public sealed record EventOutlet(EventGridPublisherClient? Topic);

/// <summary>Puts a dream's event into the queue of events, and into the Event Grid topic where there is one.</summary>
/// <param name="storage">The containers and queues.</param>
/// <param name="outlet">The topic.</param>
/// <param name="ledger">Counts what the workers took.</param>
public sealed class AnnounceActivity(DreamStorage storage, EventOutlet outlet, SpendingLedger ledger) : DreamActivity<DreamEvent, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(DreamEvent input)
    {
        CloudEvent happened = input.ToCloudEvent(storage);
        await storage.Events.SendMessageAsync(JsonSerializer.Serialize(happened));
        if (outlet.Topic is { } topic)
            await topic.SendEventAsync(happened);
        await ledger.AddAsync(input.WorkerSeconds);
        input.Observe();
        return true;
    }
}
