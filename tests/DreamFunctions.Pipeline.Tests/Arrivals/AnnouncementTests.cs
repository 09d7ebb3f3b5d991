using System.Text.Json;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Arrivals;

public sealed class AnnouncementTests
{
    private const string Url = "https://pictures.blob.core.windows.net/uploads/holidays/sea%20%26%20sun.png";

    private static readonly object Data = new { api = "PutBlob", contentType = "image/png", eTag = "0x8D4BCC2E4835CD0", url = Url };

    private static readonly string GridSchema = JsonSerializer.Serialize(new
    {
        topic = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/pictures",
        subject = "/blobServices/default/containers/uploads/blobs/holidays/sea & sun.png",
        eventType = "Microsoft.Storage.BlobCreated",
        id = "831e1650-001e-001b-66ab-eeb76e069631",
        data = Data,
        dataVersion = "",
        metadataVersion = "1",
        eventTime = "2026-11-27T02:00:00.0Z",
    });

    private static readonly string CloudSchema = JsonSerializer.Serialize(new
    {
        specversion = "1.0",
        source = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/pictures",
        subject = "/blobServices/default/containers/uploads/blobs/holidays/sea & sun.png",
        type = "Microsoft.Storage.BlobCreated",
        id = "831e1650-001e-001b-66ab-eeb76e069631",
        data = Data,
        time = "2026-11-27T02:00:00.0Z",
    });

    public static TheoryData<string> Schemas => [GridSchema, CloudSchema, $"[{GridSchema}]"];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Both_schemas_tell_the_same_blob(string message) =>
        Assert.Equal(new Announcement("pictures.blob.core.windows.net", "pictures", "uploads", "holidays/sea & sun.png"), Announcement.Read(message));

    [Fact]
    public void Other_events_are_passed_over() =>
        Assert.Null(Announcement.Read(GridSchema.Replace("BlobCreated", "BlobDeleted", StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"Microsoft.Storage.BlobCreated"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"Microsoft.Storage.BlobCreated","data":{"url":"nowhere"}}""")]
    public void What_is_no_event_is_said_to_be_none(string message) => Assert.Throws<FormatException>(() => Announcement.Read(message));

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("no-extension", true)]
    [InlineData("deep/er/a.JPG", true)]
    [InlineData("a.png.json", false)]
    [InlineData("a.png.error.json", false)]
    [InlineData("notes.TXT", false)]
    [InlineData("deep/.DS_Store", false)]
    public void Sidecars_are_no_pictures(string name, bool picture) => Assert.Equal(picture, DreamStarter.IsPicture(name));

    [Fact]
    public void A_poison_upload_is_read_as_the_host_writes_it()
    {
        const string Message = """
            {"Type":"BlobTrigger","FunctionId":"Host.Functions.PictureArrived","BlobType":"BlockBlob",
             "ContainerName":"uploads","BlobName":"a/b.png","ETag":"\"0x8D1\""}
            """;
        Assert.Equal(new PoisonUpload("uploads", "a/b.png"), PoisonUpload.Read(Message));
        Assert.Null(PoisonUpload.Read("garbage"));
        Assert.Null(PoisonUpload.Read("{}"));
    }

    [Theory]
    [InlineData("""{"octaveId":"o","pass":"Probe","tile":3,"attempt":1,"grid":"broken"}""", "probe-3-1")]
    [InlineData("""{"octaveId":"o","eventName":"tile-3-1","tile":3,"attempt":1,"count":"many"}""", "tile-3-1")]
    public void What_still_tells_who_waits_becomes_an_answer(string message, string eventName)
    {
        TileResult? answer = UnusableAnswer.To(message, "broken");
        Assert.Equal(("o", eventName, 3, 1, "broken"), (answer!.OctaveId, answer.EventName, answer.Tile, answer.Attempt, answer.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"octaveId":7,"tile":"x"}""")]
    [InlineData("""{"octaveId":"o","tile":1,"attempt":1,"pass":"Dance"}""")]
    public void What_tells_nobody_becomes_none(string message) => Assert.Null(UnusableAnswer.To(message, "broken"));
}
