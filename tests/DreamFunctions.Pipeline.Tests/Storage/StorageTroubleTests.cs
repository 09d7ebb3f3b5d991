using Azure;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Storage;

public sealed class StorageTroubleTests
{
    private static readonly RequestFailedException Answer = new(502, "Bad gateway");

    [Fact]
    public void An_answer_is_one_and_tries_without_an_answer_and_either_within_the_task_hubs_exception()
    {
        Assert.True(StorageTrouble.Is(Answer));
        Assert.True(StorageTrouble.Is(new AggregateException("Retry failed after 6 tries.", Answer, Answer)));
        Assert.True(StorageTrouble.Is(new InvalidOperationException("An error occurred while communicating with Azure Storage", Answer)));
    }

    [Fact]
    public void Other_failures_are_none()
    {
        Assert.False(StorageTrouble.Is(new InvalidOperationException("a mistake")));
        Assert.False(StorageTrouble.Is(new AggregateException(new InvalidOperationException("a mistake"))));
    }
}
