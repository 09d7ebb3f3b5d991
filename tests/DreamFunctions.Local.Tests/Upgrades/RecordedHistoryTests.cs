using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Local.Tests.Workers;
using DreamFunctions.Pipeline;
using DreamFunctions.Tests;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Shims;
using Newtonsoft.Json.Linq;

namespace DreamFunctions.Local.Tests.Upgrades;

/// <summary>
/// Dreams that are in flight while a new version is deployed go on in its orchestrators, which replay what the old version's did. So these
/// histories, each of a version that was deployed, must replay for ever. Where one does not: bring the old order of calls back, or leave the
/// orchestrator as it is and give the new one a name of its own.
/// </summary>
public sealed class RecordedHistoryTests(LocalStorage storage)
{
    private static readonly string Folder = Repository.PathOf("tests", "DreamFunctions.Local.Tests", "Upgrades", "Histories");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Histories => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_history_of_an_earlier_version_replays_to_the_same_end(string history)
    {
        var events = HubHistory.Read(File.ReadAllText(Path.Combine(Folder, $"{history}.json")));
        var end = events.OfType<ExecutionCompletedEvent>().Single();
        var replayed = Replay(events);
        Assert.Equal((end.OrchestrationStatus, end.Result), (replayed.OrchestrationStatus, replayed.Result));
    }

    [Fact]
    public void A_history_with_another_order_of_calls_does_not_replay()
    {
        var events = HubHistory.Read(File.ReadAllText(Path.Combine(Folder, "2026-11-27 dream.json")));
        events.OfType<TaskScheduledEvent>().First(task => task.Name == nameof(IntakeActivity)).Name = "Unpacking";
        Assert.NotEqual(OrchestrationStatus.Completed, Replay(events).OrchestrationStatus);
    }

    /// <summary>Writes the histories of this version, once it has been deployed: <c>--explicit only --filter-method "*Record*"</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Record()
    {
        await using var pipeline = await PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), watch: null);
        DreamSettings settings = new()
        {
            Octaves = 2,
            Iterations = 1,
            Layer = "block1",
            Tile = 48,
            Halo = 8,
            Jitter = 4,
            Feather = 4,
            Previews = DreamPreviews.Each,
        };
        var dream = await StartAsync(pipeline, "dream.png", Pictures.Png(96, 60), settings);
        await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage), error: "the first attempt failed");
        using (var enough = new CancellationTokenSource())
        {
            var worker = PlayedWorker.WorkAsync(pipeline.Storage, enough.Token);
            await pipeline.Client.WaitForInstanceCompletionAsync(dream, Stop);
            await enough.CancelAsync();
            await worker;
        }

        await WriteAsync(pipeline, dream, "dream");
        for (var octave = 0; octave < 2; octave++)
            await WriteAsync(pipeline, DreamOrchestrator.OctaveId(dream, octave), $"octave {octave}");

        var refused = await StartAsync(pipeline, "refused.png", BinaryData.FromString("no picture"), settings);
        await pipeline.Client.WaitForInstanceCompletionAsync(refused, Stop);
        await WriteAsync(pipeline, refused, "refused dream");

        var cancelled = await StartAsync(pipeline, "cancelled.png", Pictures.Png(96, 60), settings);
        await PlayedWorker.TakeAsync(pipeline.Storage);
        await pipeline.Client.RaiseEventAsync(cancelled, DreamOrchestrator.CancelEvent, "by a test", Stop);
        await pipeline.Client.WaitForInstanceCompletionAsync(cancelled, Stop);
        await WriteAsync(pipeline, cancelled, "cancelled dream");
        await WriteAsync(pipeline, DreamOrchestrator.OctaveId(cancelled, 0), "cancelled octave");
    }

    private static async Task<string> StartAsync(PipelineWithoutWorkers pipeline, string name, BinaryData content, DreamSettings settings)
    {
        var uploads = pipeline.Storage.Uploads;
        await uploads.UploadBlobAsync(name, content, Stop);
        var upload = (await uploads.GetBlobClient(name).GetPropertiesAsync(cancellationToken: Stop)).Value;
        return await pipeline.Get<DreamStarter>().StartAsync(pipeline.Client, new(uploads.Name, name, upload.ETag.ToString(), settings), Stop);
    }

    private static async Task WriteAsync(PipelineWithoutWorkers pipeline, string id, string what)
    {
        var history = await pipeline.Get<AzureStorageOrchestrationService>().GetOrchestrationHistoryAsync(id, executionId: null);
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{DateTime.UtcNow:yyyy-MM-dd} {what}.json");
        await File.WriteAllTextAsync(path, JArray.Parse(history).ToString(), Stop);
    }

    private static OrchestrationCompleteOrchestratorAction Replay(IList<HistoryEvent> events)
    {
        OrchestrationRuntimeState past = new([.. events.Where(e => e is not ExecutionCompletedEvent)]);
        ITaskOrchestrator orchestrator = past.Name == nameof(OctaveOrchestrator) ? new OctaveOrchestrator() : new DreamOrchestrator();
        var shim = new DurableTaskShimFactory().CreateOrchestration(past.Name, orchestrator);
        var executor = new TaskOrchestrationExecutor(past, shim, BehaviorOnContinueAsNew.Carryover, null, ErrorPropagationMode.UseFailureDetails);
        return executor.Execute().Actions.OfType<OrchestrationCompleteOrchestratorAction>().Single();
    }
}
