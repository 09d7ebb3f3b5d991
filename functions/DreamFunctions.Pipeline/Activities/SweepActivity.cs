namespace DreamFunctions.Pipeline;

/// <summary>Removes a dream's work blobs, whether it ended well or not.</summary>
/// <param name="storage">The containers and queues.</param>
public sealed class SweepActivity(DreamStorage storage) : DreamActivity<DreamStart, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(DreamStart input)
    {
        await storage.Work.RemoveAsync(input.DreamId, CancellationToken.None);
        return true;
    }
}
