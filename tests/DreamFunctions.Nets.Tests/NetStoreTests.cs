using System.Net;
using System.Text.Json.Nodes;

namespace DreamFunctions.Nets.Tests;

public class NetStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_in_a_search_folder_is_found()
    {
        using var cards = new Folder();
        using var models = new Folder();
        using var cache = new Folder();
        var path = models.Write("tiny.onnx", Cards.Content);
        Assert.Equal(path, await new NetStore(cache.Path, [models.Path]).LocateAsync(Cards.Read(cards), Cancellation));
    }

    [Fact]
    public async Task A_file_beside_its_card_is_found()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        var path = cards.Write("tiny.onnx", Cards.Content);
        Assert.Equal(path, await new NetStore(cache.Path, []).LocateAsync(Cards.Read(cards), Cancellation));
    }

    [Fact]
    public async Task A_file_with_another_checksum_is_not_taken_and_the_error_says_so()
    {
        using var cards = new Folder();
        using var models = new Folder();
        using var cache = new Folder();
        var wrong = models.Write("tiny.onnx", "another net");
        var card = Cards.Read(cards);
        var store = new NetStore(cache.Path, [models.Path]);
        var error = await Assert.ThrowsAsync<NetUnavailableException>(() => store.LocateAsync(card, Cancellation));
        Assert.Contains($"{wrong} is there, but its sha256 is not {Cards.Sha256}", error.Message, StringComparison.Ordinal);

        var right = cache.Write("tiny.onnx", Cards.Content);
        Assert.Equal(right, await store.LocateAsync(card, Cancellation));
    }

    [Fact]
    public async Task A_net_that_is_nowhere_is_an_error_that_says_what_to_do()
    {
        using var cache = new Folder();
        var card = NetCatalogue.BuiltIn().NetNamed("googlenet");
        var store = new NetStore(cache.Path, []);
        var error = await Assert.ThrowsAsync<NetUnavailableException>(() => store.LocateAsync(card, Cancellation));
        Assert.Contains("'googlenet'", error.Message, StringComparison.Ordinal);
        Assert.Contains(cache.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("DREAM_MODELS", error.Message, StringComparison.Ordinal);
        Assert.Contains("googlenet-7.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains(card.Sha256, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alternative_file_will_do()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        var card = Cards.Read(cards, json =>
        {
            json["sha256"] = new string('0', 64);
            json["alternatives"] = new JsonArray(JsonNode.Parse(
                $$"""{ "file": "other.onnx", "sha256": "{{Cards.Sha256}}", "input": "data", "source": { "kind": "folder" } }"""));
        });
        var path = cache.Write("other.onnx", Cards.Content);
        Assert.Equal(path, await new NetStore(cache.Path, []).LocateAsync(card, Cancellation));
        Assert.Equal(["image", "data"], card.Files.Select(file => file.Input));
    }

    [Fact]
    public async Task A_download_is_prepared_once_and_then_needs_no_network()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        await using var absent = new WebServer(HttpStatusCode.NotFound, "no");
        await using var broken = new WebServer(HttpStatusCode.OK, "another net");
        await using var server = new WebServer(HttpStatusCode.OK, Cards.Content);
        using var http = new HttpClient();
        var card = Cards.Read(cards, DownloadFrom(absent.Url, broken.Url, server.Url));
        var folder = Path.Combine(cache.Path, "made", "when needed");

        // Two at once, as two processes would.
        var both = await Task.WhenAll(
            new NetStore(folder, [], http).LocateAsync(card, Cancellation),
            new NetStore(folder, [], http).LocateAsync(card, Cancellation));
        Assert.All(both, path => Assert.Equal(Path.Combine(folder, "tiny.onnx"), path));
        Assert.Equal(Cards.Content, await File.ReadAllTextAsync(both[0], Cancellation));
        Assert.Equal([both[0]], Directory.EnumerateFileSystemEntries(folder));

        var requests = server.Requests;
        Assert.InRange(requests, 1, 2);
        Assert.Equal(both[0], await new NetStore(folder, [], null).LocateAsync(card, Cancellation));
        Assert.Equal(requests, server.Requests);
    }

    [Fact]
    public async Task Downloads_that_fail_are_all_in_the_error()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        await using var absent = new WebServer(HttpStatusCode.NotFound, "no");
        await using var broken = new WebServer(HttpStatusCode.OK, "another net");
        using var http = new HttpClient();
        var card = Cards.Read(cards, DownloadFrom(absent.Url, broken.Url));
        var error = await Assert.ThrowsAsync<NetUnavailableException>(
            () => new NetStore(cache.Path, [], http).LocateAsync(card, Cancellation));
        Assert.Contains($"{absent.Url} could not be downloaded", error.Message, StringComparison.Ordinal);
        Assert.Contains($"What {broken.Url} gave does not have the sha256", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cache.Path));
    }

    [Fact]
    public async Task The_starter_net_is_there_after_a_build()
    {
        using var cache = new Folder();
        var path = await new NetStore(cache.Path, []).LocateAsync(NetCatalogue.BuiltIn().NetNamed("resnet18"), Cancellation);
        Assert.EndsWith("ResNet18.onnx", path, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cache.Path));
    }

    [Fact]
    public async Task A_package_that_no_source_has_is_an_error_that_says_what_to_do()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        using var sources = new Folder();

        // A configuration above the cache folder that knows an empty local source only: nothing leaves this machine.
        cache.Write("nuget.config", $"""
            <configuration><packageSources><clear /><add key="local" value="{sources.Path}" /></packageSources></configuration>
            """);
        var card = Cards.Read(cards, json => json["source"] = JsonNode.Parse(
            """{ "kind": "nuget", "package": "Dream.Test.Absent", "version": "1.2.3", "path": "tools/tiny.onnx" }"""));
        var folder = Path.Combine(cache.Path, "nets");
        var store = new NetStore(folder, []);
        var error = await Assert.ThrowsAsync<NetUnavailableException>(() => store.LocateAsync(card, Cancellation));
        Assert.Contains("'dotnet restore' of Dream.Test.Absent 1.2.3 failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("tools/tiny.onnx in the NuGet package Dream.Test.Absent 1.2.3", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_package_is_restored_by_the_users_own_configuration()
    {
        using var cards = new Folder();
        using var cache = new Folder();
        using var sources = new Folder();
        Package.Write(sources.File("dream.test.tiny.1.2.3.nupkg"), "Dream.Test.Tiny", "1.2.3", "tools/tiny.onnx", Cards.Content);
        cache.Write("nuget.config", $"""
            <configuration><packageSources><clear /><add key="local" value="{sources.Path}" /></packageSources></configuration>
            """);
        var card = Cards.Read(cards, json => json["source"] = JsonNode.Parse(
            """{ "kind": "nuget", "package": "Dream.Test.Tiny", "version": "1.2.3", "path": "tools/tiny.onnx" }"""));
        var folder = Path.Combine(cache.Path, "nets");
        var path = await new NetStore(folder, []).LocateAsync(card, Cancellation);
        Assert.Equal(Path.Combine(folder, "tiny.onnx"), path);
        Assert.Equal(Cards.Content, await File.ReadAllTextAsync(path, Cancellation));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder));
    }

    private static Action<JsonObject> DownloadFrom(params string[] urls) => json => json["source"] = new JsonObject
    {
        ["kind"] = "download",
        ["urls"] = new JsonArray([.. urls.Select(url => (JsonNode)url)]),
    };
}
