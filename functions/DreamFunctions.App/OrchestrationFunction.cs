using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace DreamFunctions.App;

/// <summary>The pipeline's orchestrators as functions.</summary>
public static class OrchestrationFunction
{
    /// <summary>One picture.</summary>
    [Function(nameof(DreamOrchestrator))]
    public static Task<DreamOutcome> Dream([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new DreamOrchestrator().RunAsync(context, context.GetInput<DreamRequest>()!);

    /// <summary>One octave of it.</summary>
    [Function(nameof(OctaveOrchestrator))]
    public static Task<OctaveOutcome> Octave([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new OctaveOrchestrator().RunAsync(context, context.GetInput<OctaveRequest>()!);
}
