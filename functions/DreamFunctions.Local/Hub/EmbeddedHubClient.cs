using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using CoreQuery = DurableTask.Core.Query.OrchestrationQuery;
using PurgeResult = Microsoft.DurableTask.Client.PurgeResult;

namespace DreamFunctions.Local.Hub;

/// <summary>
/// The client of the embedded hub. It behaves like the client of a function app with one difference that tightens: an instance
/// that runs is never replaced, whatever statuses the start names.
/// </summary>
internal sealed class EmbeddedHubClient(string name, AzureStorageOrchestrationService service, DataConverter converter)
    : DurableTaskClient(name)
{
    private static readonly OrchestrationRuntimeStatus[] Unfinished =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(1);

    /// <exception cref="OrchestrationAlreadyExistsException">
    /// An instance of that id runs or waits to run, or has one of the options' dedupe statuses.
    /// </exception>
    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var instance = new OrchestrationInstance
        {
            InstanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            ExecutionId = Guid.NewGuid().ToString("N"),
        };
        var started = new ExecutionStartedEvent(-1, converter.Serialize(input))
        {
            Name = orchestratorName.Name,
            Version = options?.Version?.Version ?? "",
            OrchestrationInstance = instance,
            ScheduledStartTime = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags.ToDictionary(),
        };
        var kept = (options?.DedupeStatuses ?? [])
            .Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true))
            .Concat(Unfinished)
            .Distinct()
            .Select(HubStatus.ToCore);
        await service.CreateTaskOrchestrationAsync(
            new TaskMessage { OrchestrationInstance = instance, Event = started }, [.. kept]);
        return instance.InstanceId;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new EventRaisedEvent(-1, converter.Serialize(eventPayload)) { Name = eventName }, cancellation);

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionSuspendedEvent(-1, reason), cancellation);

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionResumedEvent(-1, reason), cancellation);

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (options?.Recursive == true)
        {
            foreach (var child in await ChildrenAsync(instanceId))
                await TerminateInstanceAsync(child, options, cancellation);
        }

        await service.ForceTerminateTaskOrchestrationAsync(instanceId, converter.Serialize(options?.Output));
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var states = await service.GetOrchestrationStateAsync(instanceId, allExecutions: false, getInputsAndOutputs);
        if (states?.FirstOrDefault() is not { } state)
            return null;

        // The table of instances has no column for failures; the last event of the history has them.
        if (state is { OrchestrationStatus: OrchestrationStatus.Failed, FailureDetails: null })
        {
            state.FailureDetails = (await GetOrchestrationHistoryAsync(instanceId, cancellation))
                .OfType<ExecutionCompletedEvent>().LastOrDefault()?.FailureDetails;
        }

        return Metadata(state, getInputsAndOutputs);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(
            instanceId, status => status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, status => !Unfinished.Contains(status), getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create(async (continuation, pageSize, cancellation) =>
        {
            var query = new CoreQuery
            {
                RuntimeStatus = filter?.Statuses?.Select(HubStatus.ToCore).ToList(),
                CreatedTimeFrom = filter?.CreatedFrom?.UtcDateTime,
                CreatedTimeTo = filter?.CreatedTo?.UtcDateTime,
                TaskHubNames = filter?.TaskHubNames?.ToList(),
                PageSize = pageSize ?? filter?.PageSize ?? OrchestrationQuery.DefaultPageSize,
                ContinuationToken = continuation ?? filter?.ContinuationToken,
                InstanceIdPrefix = filter?.InstanceIdPrefix,
                FetchInputsAndOutputs = filter?.FetchInputsAndOutputs ?? false,
            };
            var page = await service.GetOrchestrationWithQueryAsync(query, cancellation);
            return new Page<OrchestrationMetadata>(
                [.. page.OrchestrationState.Select(state => Metadata(state, query.FetchInputsAndOutputs))],
                page.ContinuationToken);
        });

    /// <exception cref="InvalidOperationException">The instance has not ended.</exception>
    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var instance = await GetInstancesAsync(instanceId, cancellation: cancellation);
        if (instance is null)
            return new PurgeResult(0);
        if (!instance.IsCompleted)
            throw new InvalidOperationException($"'{instanceId}' has not ended and cannot be purged: {instance.RuntimeStatus}.");

        var purged = 0;
        if (options?.Recursive == true)
        {
            foreach (var child in await ChildrenAsync(instanceId))
                purged += (await PurgeInstanceAsync(child, options, cancellation)).PurgedInstanceCount;
        }

        return new PurgeResult(purged + (await service.PurgeInstanceHistoryAsync(instanceId)).InstancesDeleted);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = await service.PurgeInstanceHistoryAsync(
            filter.CreatedFrom?.UtcDateTime ?? new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            filter.CreatedTo?.UtcDateTime,
            filter.Statuses?.Select(HubStatus.ToCore));
        return new PurgeResult(result.InstancesDeleted);
    }

    public override async Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return HubHistory.Read(await service.GetOrchestrationHistoryAsync(instanceId, executionId: null));
    }

    public override ValueTask DisposeAsync() => default;

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId,
        Func<OrchestrationRuntimeStatus, bool> reached,
        bool getInputsAndOutputs,
        CancellationToken cancellation)
    {
        for (var pause = FirstPoll; ; pause = pause * 1.5 < LongestPoll ? pause * 1.5 : LongestPoll)
        {
            var instance = await GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation)
                ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");
            if (reached(instance.RuntimeStatus))
                return instance;
            await Task.Delay(pause, cancellation);
        }
    }

    private async Task<IEnumerable<string>> ChildrenAsync(string instanceId) =>
        (await GetOrchestrationHistoryAsync(instanceId))
            .OfType<SubOrchestrationInstanceCreatedEvent>()
            .Select(created => created.InstanceId)
            .Where(child => !string.IsNullOrEmpty(child))
            .Distinct();

    private async Task SendAsync(string instanceId, HistoryEvent sent, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await service.SendTaskOrchestrationMessageAsync(new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId },
            Event = sent,
        });
    }

    private OrchestrationMetadata Metadata(OrchestrationState state, bool inputsAndOutputs) =>
        new(state.Name, state.OrchestrationInstance.InstanceId)
        {
            DataConverter = inputsAndOutputs ? converter : null,
            RuntimeStatus = HubStatus.FromCore(state.OrchestrationStatus),
            CreatedAt = state.CreatedTime,
            LastUpdatedAt = state.LastUpdatedTime,
            SerializedInput = state.Input,
            SerializedOutput = state.Output,
            SerializedCustomStatus = state.Status,
            FailureDetails = HubStatus.FromCore(state.FailureDetails),
        };
}
