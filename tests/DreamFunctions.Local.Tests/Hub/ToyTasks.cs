using Microsoft.DurableTask;

namespace DreamFunctions.Local.Tests.Hub;

/// <summary>Asks for answers 0..count-1 by name, waits for all as events, adds them up: the shape of an octave.</summary>
internal sealed class GatherAnswers : TaskOrchestrator<int, int>
{
    public override async Task<int> RunAsync(TaskOrchestrationContext context, int count)
    {
        var answers = Enumerable.Range(0, count).Select(i => context.WaitForExternalEvent<int>($"answer-{i}")).ToArray();
        context.SetCustomStatus($"asked {count}");
        await context.CallActivityAsync(nameof(Note), context.InstanceId);
        return (await Task.WhenAll(answers)).Sum();
    }
}

/// <summary>One <see cref="GatherAnswers"/> below, under an id that others can compute.</summary>
internal sealed class GatherBelow : TaskOrchestrator<int, int>
{
    public override Task<int> RunAsync(TaskOrchestrationContext context, int count) =>
        context.CallSubOrchestratorAsync<int>(
            nameof(GatherAnswers), count, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-below"));
}

/// <summary>Calls an activity that fails and hands back what it is told about the failure.</summary>
internal sealed class TellFailure : TaskOrchestrator<string, string>
{
    public override async Task<string> RunAsync(TaskOrchestrationContext context, string message)
    {
        try
        {
            await context.CallActivityAsync(nameof(Fail), message);
            return "no failure";
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.FailureDetails.ErrorType}: {failure.FailureDetails.ErrorMessage}";
        }
    }
}

/// <summary>Lets the failure through.</summary>
internal sealed class LetFail : TaskOrchestrator<string, string>
{
    public override async Task<string> RunAsync(TaskOrchestrationContext context, string message)
    {
        await context.CallActivityAsync(nameof(Fail), message);
        return "no failure";
    }
}

/// <summary>Calls an activity twice and tells the numbers of the scopes it ran in.</summary>
internal sealed class CountScopes : TaskOrchestrator<string, string>
{
    public override async Task<string> RunAsync(TaskOrchestrationContext context, string _)
    {
        var first = await context.CallActivityAsync<int>(nameof(ScopeNumber));
        var second = await context.CallActivityAsync<int>(nameof(ScopeNumber));
        return $"{first} {second}";
    }
}

/// <summary>Calls what nobody registered.</summary>
internal sealed class CallNobody : TaskOrchestrator<string, string>
{
    public override Task<string> RunAsync(TaskOrchestrationContext context, string _) =>
        context.CallActivityAsync<string>("Nobody");
}

internal sealed class Note : TaskActivity<string, string>
{
    public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult(input);
}

internal sealed class Fail : TaskActivity<string, string>
{
    public override Task<string> RunAsync(TaskActivityContext context, string message) =>
        throw new InvalidDataException(message);
}

internal sealed class Scope
{
    private static int last;

    public int Number { get; } = Interlocked.Increment(ref last);
}

internal sealed class ScopeNumber(Scope scope) : TaskActivity<object, int>
{
    public override Task<int> RunAsync(TaskActivityContext context, object _) => Task.FromResult(scope.Number);
}
