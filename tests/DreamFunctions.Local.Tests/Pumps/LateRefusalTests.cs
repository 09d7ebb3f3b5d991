using System.Text.Json;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.Local.Tests.Pumps;

/// <summary>A dream that is there is not refused afterwards, whatever a storage has forgotten of how it came to be.</summary>
public sealed class LateRefusalTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dream-1", false)]
    [InlineData("dream-2", true)]
    public async Task A_reason_is_written_unless_this_very_dream_is_there(string dreamThatIsThere, bool refused)
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), watch: null);
        await pipeline.Storage.Dreams.UploadBlobAsync(
            "a.png.json", BinaryData.FromString(JsonSerializer.Serialize(new { instanceId = dreamThatIsThere })), Stop);
        DreamStart start = new("dream-1", new(pipeline.Storage.Uploads.Name, "a.png", "", new DreamSettings()), DateTime.UtcNow);
        var activity = new RefuseActivity(pipeline.Storage, TimeProvider.System, NullLogger<RefuseActivity>.Instance);
        Assert.Equal(refused, await activity.RunAsync(null!, new Refusal(start, "its work is gone")));
        Assert.Equal(refused, (await pipeline.Storage.Dreams.GetBlobClient("a.png.error.json").ExistsAsync(Stop)).Value);
    }
}
