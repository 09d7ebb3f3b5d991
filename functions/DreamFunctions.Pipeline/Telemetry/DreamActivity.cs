using System.Diagnostics;
using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>An activity of the task hub as a span of its dream's trace; what it does, it does in <see cref="WorkAsync"/>.</summary>
/// <typeparam name="TInput">Part of a dream.</typeparam>
/// <typeparam name="TOutput">Names and numbers.</typeparam>
public abstract class DreamActivity<TInput, TOutput> : TaskActivity<TInput, TOutput>
    where TInput : IOfDream
{
    /// <inheritdoc/>
    public sealed override async Task<TOutput> RunAsync(TaskActivityContext context, TInput input)
    {
        using Activity? span = DreamTraces.Begin(DreamTraces.NameOf(GetType()), input);
        try
        {
            return await WorkAsync(input);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    /// <summary>Does the work.</summary>
    protected abstract Task<TOutput> WorkAsync(TInput input);
}
