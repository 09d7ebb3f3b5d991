using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>Lets a dream enter or leave the line; true where it may begin at once.</summary>
/// <param name="line">The line.</param>
/// <param name="client">The task hub, to tell whoever is next.</param>
public sealed class TurnActivity(DreamLine line, DurableTaskClient client) : DreamActivity<Turn, bool>
{
    /// <inheritdoc/>
    protected override async Task<bool> WorkAsync(Turn input)
    {
        if (!input.Leaves)
            return await line.EnterAsync(client, input);
        await line.LeaveAsync(client, input);
        return false;
    }
}
