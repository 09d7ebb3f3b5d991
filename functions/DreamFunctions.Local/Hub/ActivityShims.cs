using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;

namespace DreamFunctions.Local.Hub;

/// <summary>Makes activities for the engine out of registered activity classes, each run in a service scope of its own.</summary>
internal sealed class ActivityShims(IDurableTaskFactory factory, DurableTaskShimFactory shims, IServiceProvider services)
    : INameVersionObjectManager<TaskActivity>
{
    public void Add(ObjectCreator<TaskActivity> creator) =>
        throw new NotSupportedException("Activities are registered in the DurableTaskRegistry.");

    public TaskActivity GetObject(string name, string? version) => new ScopedActivity(this, name);

    private async Task<string> RunAsync(TaskName name, TaskContext context, string input)
    {
        await using var scope = services.CreateAsyncScope();
        if (!factory.TryCreateActivity(name, scope.ServiceProvider, out var activity))
            throw new InvalidOperationException($"No activity is registered as '{name}'.");
        return await shims.CreateActivity(name, activity).RunAsync(context, input);
    }

    private sealed class ScopedActivity(ActivityShims owner, TaskName name) : TaskActivity
    {
        public override Task<string> RunAsync(TaskContext context, string input) => owner.RunAsync(name, context, input);

        public override string Run(TaskContext context, string input) =>
            throw new NotSupportedException("The engine runs activities by RunAsync.");
    }
}
