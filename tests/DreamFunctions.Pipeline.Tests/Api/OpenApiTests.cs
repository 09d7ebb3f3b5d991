using System.Text.Json.Nodes;
using DreamFunctions.Nets;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Api;

public sealed class OpenApiTests
{
    private static readonly IReadOnlyList<ApiRoute> Routes = Api().Routes;

    [Fact]
    public void The_file_in_docs_is_current() => Assert.True(
        Repository.Says(Repository.PathOf("docs", "openapi.json"), OpenApi.Document(Routes) + "\n"),
        "docs/openapi.json is old: run this test with DREAM_GOLDEN=1 and look at what changed.");

    [Fact]
    public void Every_reference_in_it_leads_somewhere()
    {
        JsonNode document = JsonNode.Parse(OpenApi.Document(Routes))!;
        foreach (string reference in References(document))
            Assert.NotNull(reference[2..].Split('/').Aggregate<string, JsonNode?>(document, (node, key) => node?[key]));
    }

    [Fact]
    public void Operations_have_names_of_their_own() => Assert.Equal(Routes.Count, Routes.Select(route => route.Id).Distinct().Count());

    [Theory]
    [InlineData("/dreams/{id}", "/dreams/dream-1", "dream-1")]
    [InlineData("/dreams/{id}", "/dreams/dream-1/", "dream-1")]
    [InlineData("/dreams/{id}", "/dreams", null)]
    [InlineData("/dreams/{id}/cancel", "/dreams/dream-1/stop", null)]
    public void A_path_is_matched_as_a_whole(string template, string path, string? id) =>
        Assert.Equal(id, (Routes[0] with { Path = template }).Match(path)?["id"]);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Key == "$ref" ? [(string)pair.Value!] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    internal static DreamApi Api(ApiLimits? limits = null)
    {
        DreamStorage storage = DreamStorage.Connect("UseDevelopmentStorage=true");
        PauseSwitch pause = new(storage);
        DreamStarter starter = new(NetCatalogue.BuiltIn(), pause, NullLogger<DreamStarter>.Instance);
        ArrivalDesk desk = new(storage, starter, new(), NullLogger<ArrivalDesk>.Instance);
        EstimateDesk estimates = new(storage, new ImageSharpDecoder(), new(), NetCatalogue.BuiltIn(), new());
        DreamArchive archive = new(storage);
        BatchDesk batches = new(storage, NetCatalogue.BuiltIn(), starter, archive);
        SpendingLedger ledger = new(storage, TimeProvider.System);
        DreamControl control = new(storage, desk, starter, pause, archive, batches, ledger, new());
        return new(control, estimates, new(limits ?? new()), NullLogger<DreamApi>.Instance);
    }
}
