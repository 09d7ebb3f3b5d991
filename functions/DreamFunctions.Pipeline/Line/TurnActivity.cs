using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Pipeline;

/// <summary>Lets a dream enter or leave the line; true where it may begin at once.</summary>
/// <param name="line">The line.</param>
/// <param name="client">The task hub, to tell whoever is next.</param>
public sealed class TurnActivity(DreamLine line, DurableTaskClient client) : TaskActivity<Turn, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, Turn input)
    {
        if (!input.Leaves)
            return await line.EnterAsync(client, input);
        await line.LeaveAsync(client, input);
        return false;
    }
}
