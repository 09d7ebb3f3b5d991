using DreamFunctions.Local.Hub;
using DurableTask.AzureStorage;
using DurableTask.Core;

namespace DreamFunctions.Local.Tests.Hub;

/// <summary>Through it all other tests of the hub go; what is behind it shows in tests/faults only (round 7 of seed 1501).</summary>
public sealed class PromptServiceTests : IDisposable
{
    private readonly AzureStorageOrchestrationService service = new(new()
    {
        StorageAccountClientProvider = new("UseDevelopmentStorage=true"),
        TaskHubName = "prompt",
        MaxConcurrentTaskActivityWorkItems = 17,
    });

    [Fact]
    public void The_dispatcher_does_not_rest_after_an_orchestration_that_failed()
    {
        var prompt = PromptService.Of(service);
        Assert.Equal(0, prompt.GetDelayInSecondsAfterOnProcessException(new InvalidOperationException()));
        Assert.InRange(prompt.GetDelayInSecondsAfterOnFetchException(new InvalidOperationException()), 0, 1);
        Assert.True(((IOrchestrationService)service).GetDelayInSecondsAfterOnProcessException(new InvalidOperationException()) > 1, "no longer needed");
    }

    public void Dispose() => service.Dispose();

    [Fact]
    public async Task Everything_else_is_the_service_s_own()
    {
        var prompt = PromptService.Of(service);
        Assert.Equal(17, prompt.MaxConcurrentTaskActivityWorkItems);
        // Its exceptions come through as they are.
        var own = await Record.ExceptionAsync(() => ((IOrchestrationService)service).CompleteTaskActivityWorkItemAsync(null, null));
        var through = await Record.ExceptionAsync(() => prompt.CompleteTaskActivityWorkItemAsync(null, null));
        Assert.NotNull(own);
        Assert.Equal((own.GetType(), own.Message), (through!.GetType(), through.Message));
    }
}
