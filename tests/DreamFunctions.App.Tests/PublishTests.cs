using System.Text.Json.Nodes;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask;
using Xunit;

namespace DreamFunctions.App.Tests;

public sealed class PublishTests(PublishedApp app) : IClassFixture<PublishedApp>
{
    [Fact]
    public void HostJson_is_the_one_at_the_top() =>
        Assert.Equal(File.ReadAllText(Repository.PathOf("host.json")), File.ReadAllText(app.PathOf("host.json")));

    [Fact]
    public void HostJson_reads_queue_messages_as_the_workers_write_them() =>
        Assert.Equal("base64", (string?)app.Json("host.json")["extensions"]!["queues"]!["messageEncoding"]);

    [Theory]
    [InlineData("PictureArrived", "blobTrigger")]
    [InlineData("TileAnswered", "queueTrigger")]
    [InlineData("PictureAnnounced", "queueTrigger")]
    [InlineData("LookAgain", "timerTrigger")]
    [InlineData("UploadFailed", "queueTrigger")]
    [InlineData("AnnouncementFailed", "queueTrigger")]
    [InlineData("AnswerFailed", "queueTrigger")]
    [InlineData("ForgetOldDreams", "timerTrigger")]
    [InlineData("Api", "httpTrigger")]
    [InlineData(nameof(DreamOrchestrator), "orchestrationTrigger")]
    [InlineData(nameof(OctaveOrchestrator), "orchestrationTrigger")]
    [InlineData(nameof(TurnActivity), "activityTrigger")]
    [InlineData(nameof(IntakeActivity), "activityTrigger")]
    [InlineData(nameof(SendTicketsActivity), "activityTrigger")]
    [InlineData(nameof(FinishActivity), "activityTrigger")]
    [InlineData(nameof(RefuseActivity), "activityTrigger")]
    [InlineData(nameof(SweepActivity), "activityTrigger")]
    [InlineData(nameof(AnnounceActivity), "activityTrigger")]
    [InlineData(nameof(PreviewActivity), "activityTrigger")]
    [InlineData(nameof(ForgetPreviewsActivity), "activityTrigger")]
    public void Function_is_in_the_metadata_with_its_trigger(string function, string trigger) =>
        Assert.Contains(trigger, Bindings(function).Select(binding => (string?)binding!["type"]));

    [Fact]
    public void Every_class_that_inherits_an_orchestrator_or_activity_has_a_function()
    {
        IEnumerable<string> classes = typeof(DreamOrchestrator).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && (type.IsAssignableTo(typeof(ITaskOrchestrator)) || type.IsAssignableTo(typeof(ITaskActivity))))
            .Select(type => type.Name);
        string[] functions = [.. Metadata.Select(function => (string)function!["name"]!)];
        Assert.All(classes, name => Assert.Contains(name, functions));
    }

    [Fact]
    public void Triggers_take_their_names_from_settings()
    {
        Assert.Equal("%DREAM_UPLOADS%/{name}", (string?)Trigger("PictureArrived", "blobTrigger")["path"]);
        Assert.Equal("%DREAM_RESULTS%", (string?)Trigger("TileAnswered", "queueTrigger")["queueName"]);
        Assert.Equal("%DREAM_ARRIVALS%", (string?)Trigger("PictureAnnounced", "queueTrigger")["queueName"]);
        Assert.Equal("%DREAM_ARRIVALS%-poison", (string?)Trigger("AnnouncementFailed", "queueTrigger")["queueName"]);
    }

    [Fact]
    public void Extensions_of_storage_and_durable_are_there()
    {
        string[] names = [.. app.Json("extensions.json")["extensions"]!.AsArray().Select(extension => (string)extension!["name"]!)];
        Assert.Contains("DurableTask", names);
        Assert.Contains("AzureStorageBlobs", names);
        Assert.Contains("AzureStorageQueues", names);
    }

    [Fact]
    public void No_net_is_run_in_the_coordinator() =>
        Assert.DoesNotContain(app.Files, file => file.Contains("onnx", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_decoder_lies_beside_the_app_and_runs_from_there()
    {
        byte[] dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
        using DecodedPicture picture = new ChildDecoder(app.PathOf(ChildDecoder.FileName)).Decode(dot, new());
        Assert.Equal(("gif", 1, 1), (picture.Facts.Format, picture.Facts.Width, picture.Facts.Height));
    }

    [Fact]
    public void Worker_config_starts_the_app() =>
        Assert.Equal("DreamFunctions.App.dll", (string?)app.Json("worker.config.json")["description"]!["defaultWorkerPath"]);

    private JsonArray Metadata => app.Json("functions.metadata").AsArray();

    private JsonArray Bindings(string function) => Metadata.Single(entry => (string?)entry!["name"] == function)!["bindings"]!.AsArray();

    private JsonNode Trigger(string function, string type) => Bindings(function).Single(binding => (string?)binding!["type"] == type)!;
}
