using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Tests.Hub;

/// <summary>Plays the worker of <see cref="GatherAnswers"/>.</summary>
internal static class Answers
{
    public static async Task RaiseAsync(DurableTaskClient client, string id, IEnumerable<int> answers)
    {
        await UntilAsync(async () => await client.GetInstanceAsync(id) is not null);
        foreach (var answer in answers)
            await client.RaiseEventAsync(id, $"answer-{answer}", answer);
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var hung = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hung.CancelAfter(TimeSpan.FromMinutes(4));
        while (!await holds())
            await Task.Delay(50, hung.Token);
    }
}
