using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;

namespace DreamFunctions.Local.Hub;

/// <summary>Makes orchestrations for the engine out of registered orchestrator classes.</summary>
internal sealed class OrchestrationShims(IDurableTaskFactory factory, DurableTaskShimFactory shims, IServiceProvider services)
    : INameVersionObjectManager<TaskOrchestration>
{
    public void Add(ObjectCreator<TaskOrchestration> creator) =>
        throw new NotSupportedException("Orchestrators are registered in the DurableTaskRegistry.");

    public TaskOrchestration GetObject(string name, string? version) =>
        factory.TryCreateOrchestrator(name, services, out var orchestrator)
            ? shims.CreateOrchestration(name, orchestrator)
            : shims.CreateOrchestration<object, object>(name, (_, _) => throw Missing(name));

    // A null would be retried for ever, without a word to whoever waits.
    private static InvalidOperationException Missing(string name) => new($"No orchestrator is registered as '{name}'.");
}
