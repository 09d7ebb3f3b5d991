using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>
/// One picture from upload to dream: intake, octave after octave, finish, sweep. It carries names and numbers; pixels lie in
/// the work container.
/// </summary>
public sealed class DreamOrchestrator : TaskOrchestrator<DreamRequest, DreamOutcome>
{
    /// <summary>The id of an octave's own orchestration.</summary>
    public static string OctaveId(string dreamId, int octave) => $"{dreamId}-octave-{octave}";

    /// <inheritdoc/>
    public override async Task<DreamOutcome> RunAsync(TaskOrchestrationContext context, DreamRequest input)
    {
        DreamStart start = new(context.InstanceId, input, context.CurrentUtcDateTime);
        DreamOutcome outcome;
        try
        {
            outcome = await DreamAsync(context, start);
        }
        catch (TaskFailedException e)
        {
            string reason = RootMessage(e.FailureDetails);
            await context.CallActivityAsync<bool>(nameof(RefuseActivity), new Refusal(start, reason), Stubborn);
            outcome = new(null, reason);
        }

        await context.CallActivityAsync<bool>(nameof(SweepActivity), context.InstanceId, Stubborn);
        return outcome;
    }

    // Storage that stutters is tried again; what fails for good ends in a reason file.
    internal static TaskOptions Stubborn { get; } =
        new(new TaskRetryOptions(new RetryPolicy(5, TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))));

    private static async Task<DreamOutcome> DreamAsync(TaskOrchestrationContext context, DreamStart start)
    {
        IntakeOutcome? intake = start.Request.Refusal is null
            ? await context.CallActivityAsync<IntakeOutcome>(nameof(IntakeActivity), start, Stubborn)
            : null;
        if ((intake is null ? start.Request.Refusal : intake.Reason) is { } reason)
        {
            await context.CallActivityAsync<bool>(nameof(RefuseActivity), new Refusal(start, reason), Stubborn);
            return new(null, reason);
        }

        if (intake!.Plan is not { } plan)
            return new(null, "The upload was removed or replaced before its dream began; a newer upload has a dream of its own.");

        List<OctaveOutcome> octaves = [];
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            OctaveRequest request = new(start.DreamId, plan, octave, octaves.Count == 0 ? [] : octaves[^1].Attempts, intake.FanOut);
            octaves.Add(await context.CallSubOrchestratorAsync<OctaveOutcome>(
                nameof(OctaveOrchestrator), request, new TaskOptions().WithInstanceId(OctaveId(start.DreamId, octave))));
        }

        return await context.CallActivityAsync<DreamOutcome>(nameof(FinishActivity), new FinishRequest(start, intake, octaves), Stubborn);
    }

    private static string RootMessage(TaskFailureDetails failure) =>
        failure.InnerFailure is { } inner ? RootMessage(inner) : failure.ErrorMessage;
}

/// <summary>A dream under way: its id, what was asked, and when it began (UTC).</summary>
public sealed record DreamStart(string DreamId, DreamRequest Request, DateTime Started);
