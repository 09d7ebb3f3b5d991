using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The previews of one dream: made after each octave but the last, whose picture is the dream itself, and removed at its end
/// unless they are to stay. Without the setting no activity is called.
/// </summary>
/// <param name="context">The dream's orchestration.</param>
/// <param name="start">The dream.</param>
internal sealed class PreviewTrail(TaskOrchestrationContext context, DreamStart start)
{
    private readonly List<string> names = [];
    private DreamPreviews previews;

    /// <summary>The name of the newest; null where there is none.</summary>
    public string? Newest => names.Count > 0 ? names[^1] : null;

    /// <summary>Shows an octave that is done, if that is wanted.</summary>
    public async Task ShowAsync(DreamPlan plan, int octave, IReadOnlyList<int> attempts)
    {
        previews = plan.Settings.Previews;
        if (previews == DreamPreviews.None || octave + 1 == plan.Octaves.Count)
            return;
        string name = Preview.NameOf(previews, start.Request.Dream, octave + 1);
        if (!names.Contains(name))
            names.Add(name);
        await context.CallActivityAsync<string>(nameof(PreviewActivity), new PreviewRequest(start, plan, octave, attempts), DreamOrchestrator.Stubborn);
    }

    /// <summary>The dream has ended: what does not stay beside it is removed.</summary>
    public async Task EndAsync(DreamOutcome outcome)
    {
        if (names.Count > 0 && (previews == DreamPreviews.Latest || outcome.Dream is null))
            await context.CallActivityAsync<bool>(nameof(ForgetPreviewsActivity), new ForgetRequest(start, names), DreamOrchestrator.Stubborn);
    }
}
