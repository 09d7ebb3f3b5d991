using DreamFunctions.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DreamFunctions.App;

/// <summary>The pipeline's activities as functions.</summary>
/// <param name="line">Where dreams wait for their turn.</param>
/// <param name="intake">Decodes and plans.</param>
/// <param name="send">Sends tickets.</param>
/// <param name="finish">Stitches and encodes.</param>
/// <param name="refuse">Writes reasons.</param>
/// <param name="sweep">Removes work blobs.</param>
/// <param name="announce">Tells others.</param>
/// <param name="preview">Shows an octave.</param>
/// <param name="forget">Removes what was shown.</param>
public sealed class ActivityFunction(
    DreamLine line, IntakeActivity intake, SendTicketsActivity send, FinishActivity finish, RefuseActivity refuse, SweepActivity sweep,
    AnnounceActivity announce, PreviewActivity preview, ForgetPreviewsActivity forget)
{
    /// <summary>Lets dreams enter and leave the line.</summary>
    [Function(nameof(TurnActivity))]
    public Task<bool> Take([ActivityTrigger] Turn input, [DurableClient] DurableTaskClient client, string instanceId) =>
        new TurnActivity(line, client).RunAsync(new Activity(instanceId), input);

    /// <summary>Decodes and plans.</summary>
    [Function(nameof(IntakeActivity))]
    public Task<IntakeOutcome> Intake([ActivityTrigger] DreamStart input, string instanceId) => intake.RunAsync(new Activity(instanceId), input);

    /// <summary>Sends tickets.</summary>
    [Function(nameof(SendTicketsActivity))]
    public Task<bool> Send([ActivityTrigger] TicketOrder input, string instanceId) => send.RunAsync(new Activity(instanceId), input);

    /// <summary>Stitches and encodes.</summary>
    [Function(nameof(FinishActivity))]
    public Task<DreamOutcome> Finish([ActivityTrigger] FinishRequest input, string instanceId) => finish.RunAsync(new Activity(instanceId), input);

    /// <summary>Writes reasons.</summary>
    [Function(nameof(RefuseActivity))]
    public Task<bool> Refuse([ActivityTrigger] Refusal input, string instanceId) => refuse.RunAsync(new Activity(instanceId), input);

    /// <summary>Removes work blobs.</summary>
    [Function(nameof(SweepActivity))]
    public Task<bool> Sweep([ActivityTrigger] DreamStart input, string instanceId) => sweep.RunAsync(new Activity(instanceId), input);

    /// <summary>Tells others what happened to a dream.</summary>
    [Function(nameof(AnnounceActivity))]
    public Task<bool> Announce([ActivityTrigger] DreamEvent input, string instanceId) => announce.RunAsync(new Activity(instanceId), input);

    /// <summary>Shows an octave that is done.</summary>
    [Function(nameof(PreviewActivity))]
    public Task<string> Preview([ActivityTrigger] PreviewRequest input, string instanceId) => preview.RunAsync(new Activity(instanceId), input);

    /// <summary>Removes what was shown.</summary>
    [Function(nameof(ForgetPreviewsActivity))]
    public Task<bool> Forget([ActivityTrigger] ForgetRequest input, string instanceId) => forget.RunAsync(new Activity(instanceId), input);

    private sealed class Activity(string instanceId) : TaskActivityContext
    {
        public override TaskName Name => default;

        public override string InstanceId => instanceId;
    }
}
