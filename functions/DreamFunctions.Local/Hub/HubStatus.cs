using System.Diagnostics.CodeAnalysis;
using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Hub;

/// <summary>The engine's statuses and failures, and the client's: the same words in two namespaces.</summary>
internal static class HubStatus
{
    public static OrchestrationRuntimeStatus FromCore(OrchestrationStatus status) =>
        Enum.Parse<OrchestrationRuntimeStatus>(status.ToString());

    public static OrchestrationStatus ToCore(OrchestrationRuntimeStatus status) =>
        Enum.Parse<OrchestrationStatus>(status.ToString());

    [return: NotNullIfNotNull(nameof(details))]
    public static TaskFailureDetails? FromCore(FailureDetails? details) => details is null
        ? null
        : new TaskFailureDetails(
            details.ErrorType, details.ErrorMessage, details.StackTrace, FromCore(details.InnerFailure), details.Properties);
}
