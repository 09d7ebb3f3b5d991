using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Commands;

public class UpCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_dropped_by_plain_http_is_dreamed_and_a_stop_leaves_nothing_running()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "stopped by SIGTERM");
        using var folder = new TemporaryFolder();
        await using var dream = DreamProcess.Start(
            folder.Path, "up", "--state", folder["state"], "--json", "--octaves", "1", "--iterations", "1", "--jitter", "8");
        var where = JsonSerializer.Deserialize<JsonElement>(await dream.OutputLineAsync("connectionString"));
        using var http = new HttpClient();

        using var put = new HttpRequestMessage(HttpMethod.Put, In(where, "uploads", "wave.png"))
        {
            Content = new ByteArrayContent(Pictures.Png(96, 70).ToArray()),
        };
        put.Headers.Add("x-ms-blob-type", "BlockBlob");
        put.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var stored = await http.SendAsync(put, Stop);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);

        byte[] report = [];
        await Hub.Answers.UntilAsync(async () =>
        {
            using var answer = await http.GetAsync(In(where, "dreams", "wave.png"), Stop);
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
            report = await http.GetByteArrayAsync(In(where, "dreams", "wave.png.json"), Stop);
            return true;
        });
        Assert.Equal("wave.png", JsonSerializer.Deserialize<DreamReport>(report, SettingsRules.Json)!.Dream);

        var api = where.GetProperty("api").GetString();
        await Hub.Answers.UntilAsync(async () => (await http.GetStringAsync($"{api}/dreams?state=completed", Stop)).Contains("wave.png"));
        await using (var batch = DreamProcess.Start(folder.Path, "batch", "wave.png", "--api", api!, "--json"))
        {
            Assert.Equal(0, await batch.EndAsync());
            Assert.Equal(1, JsonSerializer.Deserialize<BatchStatus>(batch.Output, DreamStorage.Wire)!.Completed);
        }

        await using (var nothing = DreamProcess.Start(folder.Path, "batch", "nowhere/", "--api", api!))
        {
            Assert.Equal(1, await nothing.EndAsync());
            Assert.Contains("0 pictures", nothing.Errors);
        }

        using var page = new HttpRequestMessage(HttpMethod.Post, $"{api}/pause") { Headers = { { "Origin", "https://elsewhere.example" } } };
        using var refused = await http.SendAsync(page, Stop);
        Assert.Equal((HttpStatusCode.Forbidden, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));

        await using (var other = DreamProcess.Start(folder.Path, "up", "--state", folder["state"]))
        {
            Assert.Equal(1, await other.EndAsync());
            Assert.Contains("in use", other.Errors);
        }

        dream.Terminate();
        Assert.Equal(0, await dream.EndAsync());
        Assert.Empty(ProcessTable.With($"--parent-pid {dream.Id}"));
        Assert.Empty(ProcessTable.With(folder["state"]));
    }

    private static Uri In(JsonElement where, string container, string blob)
    {
        var address = new UriBuilder(where.GetProperty(container).GetString()!);
        address.Path += $"/{blob}";
        return address.Uri;
    }
}
