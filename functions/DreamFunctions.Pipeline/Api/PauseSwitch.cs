using Azure;
using Azure.Storage.Queues.Models;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Pause and resume of everything: what runs is suspended where it is, what starts meanwhile is suspended at once. The switch is
/// in the metadata of the queue of tickets, which every host of the pipeline knows. Tickets that are out are still dreamed;
/// their answers wait with the dream.
/// </summary>
/// <param name="storage">The containers and queues.</param>
public sealed class PauseSwitch(DreamStorage storage)
{
    private const string Key = "paused";

    /// <summary>Whether everything is paused.</summary>
    public async Task<bool> IsOnAsync(CancellationToken cancel = default) => (await MetadataAsync(cancel)).ContainsKey(Key);

    /// <summary>Pauses, and gives the number of dreams and octaves that were suspended.</summary>
    public async Task<int> PauseAsync(DurableTaskClient client, CancellationToken cancel = default)
    {
        IDictionary<string, string> metadata = await MetadataAsync(cancel);
        metadata[Key] = "true";
        await storage.Tickets.SetMetadataAsync(metadata, cancel);
        HashSet<string> suspended = [];
        for (int before = -1; before < suspended.Count;)
        {
            // Once more as long as there is something new: a dream that was not suspended yet may just have begun an octave.
            before = suspended.Count;
            await foreach (string id in WithStatusAsync(client, [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running], cancel))
            {
                if (suspended.Add(id))
                    await client.SuspendInstanceAsync(id, Key, cancel);
            }

            if (before < suspended.Count)
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }

        return suspended.Count;
    }

    /// <summary>Resumes, and gives the number of dreams and octaves that go on.</summary>
    public async Task<int> ResumeAsync(DurableTaskClient client, CancellationToken cancel = default)
    {
        IDictionary<string, string> metadata = await MetadataAsync(cancel);
        metadata.Remove(Key);
        await storage.Tickets.SetMetadataAsync(metadata, cancel);
        int resumed = 0;
        await foreach (string id in WithStatusAsync(client, [OrchestrationRuntimeStatus.Suspended], cancel))
        {
            await client.ResumeInstanceAsync(id, Key, cancel);
            resumed++;
        }

        return resumed;
    }

    private async Task<IDictionary<string, string>> MetadataAsync(CancellationToken cancel)
    {
        try
        {
            QueueProperties properties = await storage.Tickets.GetPropertiesAsync(cancel);
            return properties.Metadata ?? new Dictionary<string, string>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new Dictionary<string, string>();
        }
    }

    private static async IAsyncEnumerable<string> WithStatusAsync(
        DurableTaskClient client,
        OrchestrationRuntimeStatus[] statuses,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        OrchestrationQuery query = new(Statuses: statuses, InstanceIdPrefix: DreamStarter.IdPrefix);
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(query).WithCancellation(cancel))
            yield return instance.InstanceId;
    }
}
