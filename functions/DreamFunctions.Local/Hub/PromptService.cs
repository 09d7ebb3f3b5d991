using System.Reflection;
using DurableTask.Core;

namespace DreamFunctions.Local.Hub;

/// <summary>
/// An orchestration service whose dispatcher goes on at once after an error. By default it waits ten seconds before each of the next five
/// orchestrations. Meanwhile the messages of the others become visible again and their receipts void, so that each ends in an error
/// in its turn, and what was a moment without storage never ends. A message whose orchestration failed waits in its queue in any case.
/// </summary>
internal class PromptService : DispatchProxy
{
    // Where nothing can be fetched the storage is away: its client has tried for some seconds already.
    private const int SecondsAfterFetch = 1;

    private IOrchestrationService service = null!;

    /// <summary>The same service without the waiting.</summary>
    public static IOrchestrationService Of(IOrchestrationService service)
    {
        IOrchestrationService prompt = Create<IOrchestrationService, PromptService>();
        ((PromptService)prompt).service = service;
        return prompt;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IOrchestrationService.GetDelayInSecondsAfterOnProcessException) => 0,
        nameof(IOrchestrationService.GetDelayInSecondsAfterOnFetchException) => SecondsAfterFetch,
        _ => targetMethod.Invoke(service, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null),
    };
}
