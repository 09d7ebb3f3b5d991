using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.Local.Tests.Hub;

public sealed class EmbeddedHubTests(SharedToyHub shared) : IClassFixture<SharedToyHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DurableTaskClient Client => shared.Client;

    [Fact]
    public async Task Answers_from_outside_reach_a_sub_orchestration_of_known_id_and_stand_in_its_history()
    {
        const int count = 16;
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherBelow), count, Stop);
        await RaiseAnswersAsync($"{id}-below", Enumerable.Range(0, count));

        var done = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Stop);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(Enumerable.Range(0, count).Sum(), done.ReadOutputAs<int>());
        var history = await Client.GetOrchestrationHistoryAsync($"{id}-below", Stop);
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"answer-{i}").Order(),
            history.OfType<EventRaisedEvent>().Select(raised => raised.Name).Order());
        Assert.Equal($"\"{id}-below\"", Assert.Single(history.OfType<TaskCompletedEvent>()).Result);
    }

    [Fact]
    public async Task An_activity_that_fails_is_a_failure_with_type_and_message()
    {
        var told = await RunAsync(nameof(TellFailure), "bent");
        Assert.Equal("System.IO.InvalidDataException: bent", told.ReadOutputAs<string>());

        var failed = await RunAsync(nameof(LetFail), "bent");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("bent", failed.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task What_nobody_registered_fails_by_its_name_and_is_not_retried_for_ever()
    {
        var activity = await RunAsync(nameof(CallNobody), "");
        Assert.Contains("'Nobody'", activity.FailureDetails!.ErrorMessage);

        var orchestrator = await RunAsync("Unheard", "");
        Assert.Contains("'Unheard'", orchestrator.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Every_activity_runs_in_a_scope_of_its_own()
    {
        var numbers = (await RunAsync(nameof(CountScopes), "")).ReadOutputAs<string>()!.Split(' ');

        Assert.NotEqual(numbers[0], numbers[1]);
    }

    [Fact]
    public async Task An_instance_that_runs_is_not_started_again_and_one_that_ended_is_as_the_options_say()
    {
        var id = $"once-{Guid.NewGuid():N}";
        var plain = new StartOrchestrationOptions(id);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherAnswers), 1, plain, Stop);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherAnswers), 1, plain, Stop));
        await RaiseAnswersAsync(id, [0]);
        await Client.WaitForInstanceCompletionAsync(id, Stop);

        var once = plain.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherAnswers), 1, once, Stop));
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherAnswers), 1, plain, Stop);
        await RaiseAnswersAsync(id, [0]);
        Assert.Equal(
            OrchestrationRuntimeStatus.Completed, (await Client.WaitForInstanceCompletionAsync(id, Stop)).RuntimeStatus);
    }

    [Fact]
    public async Task Purging_takes_the_instance_and_on_request_those_below_it_and_no_other()
    {
        var id = $"purge-{Guid.NewGuid():N}";
        foreach (var each in new[] { id, id + "x" })
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(GatherBelow), 0, new StartOrchestrationOptions(each), Stop);
            await Client.WaitForInstanceCompletionAsync(each, Stop);
        }

        var purged = await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true), Stop);

        Assert.Equal(2, purged.PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync(id, Stop));
        Assert.Null(await Client.GetInstanceAsync($"{id}-below", Stop));
        Assert.Empty(await Client.GetOrchestrationHistoryAsync(id, Stop));
        Assert.NotNull(await Client.GetInstanceAsync($"{id}x-below", Stop));
        Assert.Equal(0, (await Client.PurgeInstanceAsync(id, Stop)).PurgedInstanceCount);
    }

    [Fact]
    public async Task An_instance_can_be_terminated_with_those_below_it_but_not_purged_before()
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(nameof(GatherBelow), 1, Stop);
        await UntilAsync(async () => await Client.GetInstanceAsync($"{id}-below", Stop) is not null);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.PurgeInstanceAsync(id, Stop));

        await Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", Recursive: true), Stop);

        foreach (var each in new[] { id, $"{id}-below" })
        {
            Assert.Equal(
                OrchestrationRuntimeStatus.Terminated,
                (await Client.WaitForInstanceCompletionAsync(each, Stop)).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Instances_are_listed_by_prefix_and_status()
    {
        var prefix = $"list-{Guid.NewGuid():N}-";
        foreach (var number in Enumerable.Range(0, 5))
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(GatherAnswers), number == 0 ? 1 : 0, new StartOrchestrationOptions($"{prefix}{number}"), Stop);
        }

        foreach (var number in Enumerable.Range(1, 4))
            await Client.WaitForInstanceCompletionAsync($"{prefix}{number}", Stop);

        var completed = new OrchestrationQuery(
            InstanceIdPrefix: prefix, Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 3);
        var found = new List<string>();
        await foreach (var instance in Client.GetAllInstancesAsync(completed))
            found.Add(instance.InstanceId);

        Assert.Equal(Enumerable.Range(1, 4).Select(number => $"{prefix}{number}"), found.Order());
    }

    private async Task<OrchestrationMetadata> RunAsync(string name, string input)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, Stop);
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Stop);
    }

    private Task RaiseAnswersAsync(string id, IEnumerable<int> answers) => Answers.RaiseAsync(Client, id, answers);

    private static Task UntilAsync(Func<Task<bool>> holds) => Answers.UntilAsync(holds);
}
