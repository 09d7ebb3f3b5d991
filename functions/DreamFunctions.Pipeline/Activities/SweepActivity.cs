using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>Removes a dream's work blobs, whether it ended well or not.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class SweepActivity(DreamStorage storage) : TaskActivity<string, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, string input)
    {
        await storage.Work.RemoveAsync(input, CancellationToken.None);
        return true;
    }
}
