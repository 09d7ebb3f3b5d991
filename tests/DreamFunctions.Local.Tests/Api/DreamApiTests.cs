using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DreamFunctions.Local.Api;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Local.Tests.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace DreamFunctions.Local.Tests.Api;

/// <summary>The API on the durable engine; the test plays the worker.</summary>
public sealed class DreamApiTests(LocalStorage storage)
{
    private static readonly DreamSettings OneTile = new() { Octaves = 1, Iterations = 1, Layer = "block1", Jitter = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dream_is_started_watched_cancelled_in_mid_octave_and_leaves_no_work_behind()
    {
        await using var pipeline = await StartAsync();
        await UploadAsync(pipeline, "a.png");
        var settings = new { octaves = 2, iterations = 1, layer = "block1" };
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var started = await CallAsync(pipeline, "POST", "/dreams", JsonSerializer.Serialize(new { blob = "a.png", settings }), 202, Trace);
        var id = (string)started["id"]!;
        var address = pipeline.Storage.Uploads.GetBlobClient("a.png").Uri;
        var again = await CallAsync(pipeline, "POST", "/dreams", JsonSerializer.Serialize(new { blob = address, settings }), 202);
        Assert.Equal(id, (string?)again["id"]);

        await PlayedWorker.AnswerAsync(pipeline.Storage, await PlayedWorker.TakeAsync(pipeline.Storage));
        var inHand = await PlayedWorker.TakeAsync(pipeline.Storage);
        Assert.Equal((1, Trace), (inHand.Octave, inHand.TraceParent));
        await Answers.UntilAsync(async () => (int?)(await CallAsync(pipeline, "GET", $"/dreams/{id}", "", 200))["octave"] == 2);
        var status = await CallAsync(pipeline, "GET", $"/dreams/{id}", "", 200);
        Assert.Equal(("running", 2, 1, 3), ((string)status["state"]!, (int)status["octaves"]!, (int)status["tilesDone"]!, (int)status["tilesPlanned"]!));

        await CallAsync(pipeline, "POST", $"/dreams/{id}/cancel", "", 202);
        await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
        Assert.Equal("cancelled", (string?)(await CallAsync(pipeline, "GET", $"/dreams/{id}", "", 200))["state"]);
        await CallAsync(pipeline, "POST", $"/dreams/{id}/cancel", "", 409);

        // The worker does not know, and writes what it has: that goes as well.
        await PlayedWorker.AnswerAsync(pipeline.Storage, inHand);
        await Answers.UntilAsync(() => Task.FromResult(!pipeline.Storage.Work.Container.GetBlobs(cancellationToken: Stop).Any()));
        Assert.Equal(
            [$"{id}-accepted", $"{id}-octave-done-1", $"{id}-cancelled"],
            (await EventsAsync(pipeline)).Select(happened => (string)happened["id"]!));
    }

    [Fact]
    public async Task A_full_container_is_filled_in_paused_and_resumed_and_listed_in_pages()
    {
        await using var pipeline = await StartAsync();
        foreach (var name in new[] { "a.png", "b.png", "c.png", "notes.txt" })
            await UploadAsync(pipeline, name);
        await CallAsync(pipeline, "POST", "/pause", "", 200);
        var first = await CallAsync(pipeline, "POST", "/backfill", """{"limit": 2}""", 200);
        Assert.Equal(2, (int)first["started"]!);
        var rest = await CallAsync(pipeline, "POST", "/backfill", JsonSerializer.Serialize(new { after = (string)first["next"]! }), 200);
        Assert.Equal((1, 1, null), ((int)rest["started"]!, (int)rest["passedOver"]!, rest["next"]));
        await Answers.UntilAsync(async () => (await ListAsync(pipeline, "state=paused")).Count == 3);

        await CallAsync(pipeline, "POST", "/resume", "", 200);
        using (var enough = new CancellationTokenSource())
        {
            var worker = PlayedWorker.WorkAsync(pipeline.Storage, enough.Token);
            await Answers.UntilAsync(async () => (await ListAsync(pipeline, "state=completed&limit=1")).Count == 3);
            await enough.CancelAsync();
            await worker;
        }

        var known = await CallAsync(pipeline, "POST", "/backfill", "{}", 200);
        Assert.Equal((0, 3), ((int)known["started"]!, (int)known["known"]!));
        var events = await EventsAsync(pipeline);
        Assert.Equal(3, events.Count(happened => (string?)happened["type"] == "DreamFunctions.Dream.completed"));
        Assert.All(events, happened => Assert.Equal("1.0", (string?)happened["specversion"]));
    }

    [Fact]
    public async Task A_start_without_settings_takes_those_that_travel_with_the_picture_and_one_with_settings_does_not()
    {
        await using var pipeline = await StartAsync();
        await UploadAsync(pipeline, "a.png");
        await pipeline.Storage.Uploads.UploadBlobAsync("a.png.json", BinaryData.FromString("""{"octaves": 2}"""), Stop);
        await CallAsync(pipeline, "POST", "/dreams", """{"blob": "a.png"}""", 202);
        Assert.Equal(14, (await PlayedWorker.TakeAsync(pipeline.Storage)).Grid.Picture.Width);
        await CallAsync(pipeline, "POST", "/dreams", """{"blob": "a.png", "settings": {"octaves": 1, "layer": "block1"}}""", 202);
        Assert.Equal(20, (await PlayedWorker.TakeAsync(pipeline.Storage)).Grid.Picture.Width);
    }

    [Fact]
    public async Task Pictures_of_one_name_in_two_containers_have_a_dream_or_a_reason_each()
    {
        await using var pipeline = await StartAsync();
        await UploadAsync(pipeline, "a.png");
        var other = pipeline.Storage.Container($"{pipeline.Storage.Uploads.Name}-2");
        await other.CreateAsync(cancellationToken: Stop);
        await other.UploadBlobAsync("a.png", Pictures.Png(30, 20), Stop);
        await other.UploadBlobAsync("b.png", BinaryData.FromString("no picture"), Stop);
        var settings = new { octaves = 1, iterations = 1, layer = "block1" };
        var expected = new Dictionary<string, string?>();
        foreach (var (container, name, dream) in new[]
                 {
                     (null, "a.png", "a.png"), (other.Name, "a.png", $"containers/{other.Name}/a.png"), (other.Name, "b.png", null),
                 })
        {
            var started = await CallAsync(pipeline, "POST", "/dreams", JsonSerializer.Serialize(new { blob = name, container, settings }), 202);
            expected[(string)started["id"]!] = dream;
        }

        using (var enough = new CancellationTokenSource())
        {
            var worker = PlayedWorker.WorkAsync(pipeline.Storage, enough.Token);
            foreach (var (id, dream) in expected)
            {
                await pipeline.Client.WaitForInstanceCompletionAsync(id, Stop);
                Assert.Equal(dream, (string?)(await CallAsync(pipeline, "GET", $"/dreams/{id}", "", 200))["dream"]);
            }

            await enough.CancelAsync();
            await worker;
        }

        var written = pipeline.Storage.Dreams.GetBlobs(cancellationToken: Stop).Select(blob => blob.Name);
        var folder = $"containers/{other.Name}/";
        Assert.Equal(["a.png", "a.png.json", $"{folder}a.png", $"{folder}a.png.json", $"{folder}b.png.error.json"], written);
        Assert.All(expected.Values.OfType<string>(), dream =>
            Assert.Contains($"\"dream\": \"{dream}\"", pipeline.Storage.Dreams.GetBlobClient($"{dream}.json").DownloadContent(Stop).Value.Content.ToString()));
        var batch = JsonSerializer.Serialize(new { prefix = "", container = other.Name, settings });
        Assert.Equal(1, (int)(await CallAsync(pipeline, "POST", "/batches", batch, 202))["completed"]!);
    }

    [Fact]
    public async Task An_estimate_counts_a_blob_or_a_size_prices_it_and_starts_nothing()
    {
        await using var pipeline = await StartAsync();
        await UploadAsync(pipeline, "a.png");
        foreach (var (blob, size) in new (string?, string?)[] { ("a.png", null), (null, "20x16") })
        {
            var asked = JsonSerializer.Serialize(new { blob, size, throughput = 2, pricePerHour = 7200 });
            var answer = await CallAsync(pipeline, "POST", "/estimate", asked, 200);
            var estimate = answer["estimate"]!;
            Assert.Equal((1, 2, 2), ((int)estimate["tiles"]!, (int)estimate["tickets"]!, (int)estimate["evaluations"]!));
            Assert.True((double)estimate["megapixels"]! > 0);
            Assert.Equal((double)estimate["megapixels"]! / 2, (double)answer["seconds"]!, 1e-9);
            Assert.Equal((double)estimate["megapixels"]!, (double)answer["cost"]!, 1e-9);
        }

        Assert.Empty(await pipeline.InstancesAsync());
    }

    [Fact]
    public async Task A_batch_tells_its_progress_and_its_failures_and_only_those_are_dreamed_again()
    {
        await using var pipeline = await StartAsync();
        foreach (var name in new[] { "trip/a.png", "trip/b.png", "other.png" })
            await UploadAsync(pipeline, name);
        await pipeline.Storage.Uploads.UploadBlobAsync("trip/broken.png", BinaryData.FromString("no picture"), Stop);
        const string body = """{"prefix": "trip/", "settings": {"octaves": 1, "iterations": 1, "layer": "block1"}}""";
        var started = await CallAsync(pipeline, "POST", "/batches", body, 202);
        var id = (string)started["id"]!;
        Assert.Equal((3, false), ((int)started["pictures"]!, (bool)started["ended"]!));
        using (var enough = new CancellationTokenSource())
        {
            var worker = PlayedWorker.WorkAsync(pipeline.Storage, enough.Token);
            await Answers.UntilAsync(async () => (bool)(await CallAsync(pipeline, "GET", $"/batches/{id}", "", 200))["ended"]!);
            await enough.CancelAsync();
            await worker;
        }

        var ended = await CallAsync(pipeline, "GET", $"/batches/{id}", "", 200);
        Assert.Equal((2, 1), ((int)ended["completed"]!, (int)ended["failed"]!));
        var failure = Assert.Single(ended["failures"]!.AsArray())!;
        Assert.Equal("trip/broken.png", (string?)failure["name"]);
        Assert.NotEmpty((string)failure["reason"]!);
        Assert.Equal(id, (string?)(await CallAsync(pipeline, "POST", "/batches", body, 202))["id"]);

        var before = await CreatedAsync(pipeline);
        await CallAsync(pipeline, "POST", $"/batches/{id}/rerun", "", 202);
        await Answers.UntilAsync(async () => (bool)(await CallAsync(pipeline, "GET", $"/batches/{id}", "", 200))["ended"]!);
        var after = await CreatedAsync(pipeline);
        Assert.Equal([(string)failure["id"]!], after.Keys.Where(dream => after[dream] != before[dream]));
        await CallAsync(pipeline, "GET", "/batches/batch-unknown", "", 404);
        await pipeline.Storage.Dreams.UploadBlobAsync("batches/other.json", BinaryData.FromString("{}"), Stop);
        await CallAsync(pipeline, "GET", "/batches/other", "", 404);
        await CallAsync(pipeline, "POST", "/batches", "{}", 400);
        await CallAsync(pipeline, "POST", "/batches", """{"blobs": ["gone.png"]}""", 404);
    }

    private static async Task<Dictionary<string, DateTimeOffset>> CreatedAsync(PipelineWithoutWorkers pipeline)
    {
        var created = new Dictionary<string, DateTimeOffset>();
        await foreach (var instance in pipeline.Client.GetAllInstancesAsync())
            created[instance.InstanceId] = instance.CreatedAt;
        return created;
    }

    [Theory]
    [InlineData("GET", "/nowhere", "", 404, "/openapi.json")]
    [InlineData("DELETE", "/dreams", "", 405, "DELETE")]
    [InlineData("GET", "/dreams/dream-unknown", "", 404, "dream-unknown")]
    [InlineData("POST", "/dreams", "{", 400, "body")]
    [InlineData("POST", "/dreams", "{}", 400, "blob")]
    [InlineData("POST", "/dreams", """{"blob": "gone.png"}""", 404, "gone.png")]
    [InlineData("POST", "/dreams", """{"blob": "a.png", "settings": {"octave": 1}}""", 400, "octave")]
    [InlineData("POST", "/dreams", """{"blob": "here.png", "settings": {"octaves": 99}}""", 400, "octaves is 99")]
    [InlineData("POST", "/dreams", """{"blob": "https://elsewhere.example/uploads/a.png"}""", 400, "storage account")]
    [InlineData("POST", "/dreams", """{"blob": "a.png", "container": "../x"}""", 400, "name of a container")]
    [InlineData("POST", "/estimate", "{}", 400, "how large")]
    [InlineData("POST", "/estimate", """{"blob": "gone.png"}""", 404, "gone.png")]
    [InlineData("POST", "/estimate", """{"size": "4x4"}""", 400, "size is '4x4'")]
    [InlineData("POST", "/estimate", """{"size": "400x300", "throughput": 0}""", 400, "above 0")]
    [InlineData("GET", "/dreams?limit=0", "", 400, "1 to 500")]
    [InlineData("GET", "/dreams?state=asleep", "", 400, "allowed: queued")]
    public async Task A_wrong_request_is_told_what_is_wrong(string method, string path, string body, int status, string expected)
    {
        await using var pipeline = await StartAsync();
        await UploadAsync(pipeline, "here.png");
        var problem = await CallAsync(pipeline, method, path, body, status);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Contains(expected, (string)problem["detail"]!);
    }

    [Fact]
    public async Task The_limits_reach_whoever_calls_over_HTTP()
    {
        await using var pipeline = await StartAsync();
        using var gate = new ApiGate(new ApiLimits { RequestsPerMinute = 3, BodyBytes = 1 << 10 });
        using var server = new ApiServer(Api(pipeline, gate), pipeline.Client, new ApiOptions(0));
        await server.StartAsync(Stop);
        using var http = new HttpClient();
        foreach (var chunked in new[] { false, true })
        {
            using var content = new StringContent("{}".PadRight(2 << 10));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/dreams") { Content = content };
            request.Headers.TransferEncodingChunked = chunked;
            using var tooLarge = await http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        }

        using var served = await http.GetAsync($"{server.Address}/dreams", Stop);
        using var tooMany = await http.GetAsync($"{server.Address}/dreams", Stop);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (served.StatusCode, tooMany.StatusCode));
        Assert.InRange(tooMany.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);
        await server.StopAsync(Stop);
    }

    private static async Task<JsonNode> CallAsync(
        PipelineWithoutWorkers pipeline, string method, string path, string body, int expected, string? traceParent = null)
    {
        var parts = path.Split('?');
        var query = parts.Length == 1 ? [] : parts[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var api = Api(pipeline, pipeline.Get<ApiGate>());
        using var sent = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var answer = await api.ServeAsync(pipeline.Client, new ApiRequest(method, parts[0], query, sent) { TraceParent = traceParent }, Stop);
        Assert.True(answer.Status == expected, answer.Body);
        Assert.Equal(expected < 400 ? "application/json" : "application/problem+json", answer.ContentType);
        return JsonNode.Parse(answer.Body)!;
    }

    private static DreamApi Api(PipelineWithoutWorkers pipeline, ApiGate gate)
    {
        var desk = new ArrivalDesk(pipeline.Storage, pipeline.Get<DreamStarter>(), OneTile, NullLogger<ArrivalDesk>.Instance);
        var control = new DreamControl(
            pipeline.Storage, desk, pipeline.Get<DreamStarter>(), pipeline.Get<PauseSwitch>(), pipeline.Get<DreamArchive>(),
            pipeline.Get<BatchDesk>(), pipeline.Get<SpendingLedger>(), OneTile);
        var estimates = new EstimateDesk(pipeline.Storage, new ImageSharpDecoder(), new(), NetCatalogue.BuiltIn(), OneTile);
        return new DreamApi(control, estimates, gate, NullLogger<DreamApi>.Instance);
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(PipelineWithoutWorkers pipeline, string query)
    {
        var dreams = new List<JsonNode>();
        for (string? after = ""; after is not null;)
        {
            var page = await CallAsync(pipeline, "GET", $"/dreams?{query}&after={after}", "", 200);
            dreams.AddRange(page["dreams"]!.AsArray().OfType<JsonNode>());
            after = (string?)page["next"];
        }

        return dreams;
    }

    private static async Task<IReadOnlyList<JsonNode>> EventsAsync(PipelineWithoutWorkers pipeline)
    {
        var messages = (await pipeline.Storage.Events.PeekMessagesAsync(32, Stop)).Value;
        return [.. messages.Select(message => JsonNode.Parse(message.Body.ToString())!)];
    }

    private Task<PipelineWithoutWorkers> StartAsync() =>
        PipelineWithoutWorkers.StartAsync(storage.ConnectionString, ToyHub.NewName(), watch: null);

    private static async Task UploadAsync(PipelineWithoutWorkers pipeline, string name) =>
        await pipeline.Storage.Uploads.UploadBlobAsync(name, Pictures.Png(20, 15), Stop);
}
