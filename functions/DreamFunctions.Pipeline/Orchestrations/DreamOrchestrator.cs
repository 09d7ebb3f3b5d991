using System.Diagnostics;
using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>
/// One picture from upload to dream: its turn in the line, intake, octave after octave, finish, sweep. It carries names and
/// numbers; pixels lie in the work container.
/// </summary>
public sealed class DreamOrchestrator : TaskOrchestrator<DreamRequest, DreamOutcome>
{
    /// <summary>The id of an octave's own orchestration.</summary>
    public static string OctaveId(string dreamId, int octave) => $"{dreamId}-octave-{octave}";

    /// <summary>The dream of an octave's id; null where it is none.</summary>
    public static string? DreamIdOf(string octaveId) => octaveId.IndexOf("-octave-", StringComparison.Ordinal) is > 0 and var end ? octaveId[..end] : null;

    /// <summary>The event that cancels a dream, and the octave that it is in.</summary>
    public const string CancelEvent = "cancel";

    /// <inheritdoc/>
    public override async Task<DreamOutcome> RunAsync(TaskOrchestrationContext context, DreamRequest input)
    {
        DreamStart start = new(context.InstanceId, input, context.CurrentUtcDateTime);
        DreamOutcome outcome;
        PreviewTrail previews = new(context, start);
        Task<string> cancelled = context.WaitForExternalEvent<string>(CancelEvent);
        Turn turn = new(context.InstanceId, context.CurrentUtcDateTime) { TraceParent = input.TraceParent };
        try
        {
            bool comesUp = input.Refusal is not null || await ComesUpAsync(context, turn, cancelled);
            outcome = comesUp ? await DreamAsync(context, start, previews, cancelled) : Cancelled;
        }
        catch (TaskFailedException) when (cancelled.IsCompleted)
        {
            outcome = Cancelled;
        }
        catch (TaskFailedException e)
        {
            string reason = RootMessage(e.FailureDetails);
            await context.CallActivityAsync<bool>(nameof(RefuseActivity), new Refusal(start, reason), Stubborn);
            outcome = new(null, reason);
        }

        await previews.EndAsync(outcome);
        await context.CallActivityAsync<bool>(nameof(SweepActivity), start, Stubborn);
        if (input.Refusal is null)
            await context.CallActivityAsync<bool>(nameof(TurnActivity), turn with { Leaves = true }, Stubborn);
        string kind = outcome.Dream is not null ? "completed" : outcome.Cancelled ? "cancelled" : "failed";
        await AnnounceAsync(context, new(kind, start, context.CurrentUtcDateTime) { Reason = outcome.Reason, Since = start.Started });
        return outcome;
    }

    // Storage that stutters is tried again; what fails for good ends in a reason file.
    internal static TaskOptions Stubborn { get; } =
        new(new TaskRetryOptions(new RetryPolicy(5, TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))));

    private static DreamOutcome Cancelled { get; } = new(null, "It was cancelled.") { Cancelled = true };

    // False where it was cancelled while it waited.
    private static async Task<bool> ComesUpAsync(TaskOrchestrationContext context, Turn turn, Task<string> cancelled)
    {
        Task<bool> admitted = context.WaitForExternalEvent<bool>(DreamLine.AdmittedEvent);
        return await context.CallActivityAsync<bool>(nameof(TurnActivity), turn, Stubborn)
            || await Task.WhenAny(admitted, cancelled) == admitted;
    }

    private static async Task<DreamOutcome> DreamAsync(
        TaskOrchestrationContext context, DreamStart start, PreviewTrail previews, Task<string> cancelled)
    {
        context.SetCustomStatus(new DreamProgress(0, 0, 0, 0));
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

        await AnnounceAsync(context, new("accepted", start, context.CurrentUtcDateTime) { Octaves = plan.Octaves.Count });
        List<OctaveOutcome> octaves = [];
        int planned = Enumerable.Range(0, plan.Octaves.Count).Sum(plan.TicketsOf), done = 0;
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            if (cancelled.IsCompleted)
                return Cancelled;
            context.SetCustomStatus(new DreamProgress(octave, plan.Octaves.Count, done, planned) { Preview = previews.Newest });
            done += plan.TicketsOf(octave);
            OctaveRequest request = new(start.DreamId, plan, octave, octaves.Count == 0 ? [] : octaves[^1].Attempts, intake.FanOut)
            {
                TraceParent = start.Request.TraceParent,
            };
            DateTime began = context.CurrentUtcDateTime;
            string id = OctaveId(start.DreamId, octave);
            Task<OctaveOutcome> work = context.CallSubOrchestratorAsync<OctaveOutcome>(
                nameof(OctaveOrchestrator), request, new TaskOptions().WithInstanceId(id));
            if (await Task.WhenAny(work, cancelled) == cancelled)
                context.SendEvent(id, CancelEvent, await cancelled);
            octaves.Add(await work);
            await AnnounceAsync(context, new("octave-done", start, context.CurrentUtcDateTime)
            {
                Octave = octave + 1,
                Octaves = plan.Octaves.Count,
                WorkerSeconds = octaves[^1].TileSeconds,
                Since = began,
            });
            if (!cancelled.IsCompleted)
                await previews.ShowAsync(plan, octave, octaves[^1].Attempts);
        }

        if (cancelled.IsCompleted)
            return Cancelled;
        return await context.CallActivityAsync<DreamOutcome>(nameof(FinishActivity), new FinishRequest(start, intake, octaves), Stubborn);
    }

    private static Task<bool> AnnounceAsync(TaskOrchestrationContext context, DreamEvent happened) =>
        context.CallActivityAsync<bool>(nameof(AnnounceActivity), happened, Stubborn);

    private static string RootMessage(TaskFailureDetails failure) =>
        failure.InnerFailure is { } inner ? RootMessage(inner) : failure.ErrorMessage;
}

/// <summary>A dream under way: its id, what was asked, and when it began (UTC).</summary>
public sealed record DreamStart(string DreamId, DreamRequest Request, DateTime Started) : IOfDream
{
    string? IOfDream.TraceParent => Request.TraceParent;

    void IOfDream.Describe(Activity span) => span
        .SetTag(SpanTags.Dream, DreamId)
        .SetTag(SpanTags.Picture, Request.Name)
        .SetTag(SpanTags.Model, Request.Settings.Model);
}
