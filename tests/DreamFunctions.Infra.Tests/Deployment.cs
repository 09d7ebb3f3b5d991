using System.Text.Json.Nodes;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Infra.Tests;

/// <summary>What a deployment asks for, with names for its parts.</summary>
internal sealed class Deployment(JsonArray resources)
{
    private static readonly Dictionary<string, Lazy<Task<string>>> Predictions = new()
    {
        ["T4"] = new(() => PredictAsync("T4")),
        ["A100"] = new(() => PredictAsync("A100")),
        ["none"] = new(() => PredictAsync("none")),
    };

    public JsonArray Resources => resources;

    public JsonNode Storage => Single("Microsoft.Storage/storageAccounts");

    public JsonNode Environment => Single("Microsoft.App/managedEnvironments");

    public JsonNode Coordinator => App("coordinator");

    public JsonNode Worker => App("worker");

    /// <summary>A fresh copy each time: tests break it on purpose.</summary>
    public static async Task<Deployment> OnAsync(string gpu) => new(JsonNode.Parse(await Predictions[gpu].Value)!.AsArray());

    /// <summary>The same with products in float16 asked for.</summary>
    public static async Task<Deployment> InHalfAsync(string gpu) => new(JsonNode.Parse(await PredictAsync(gpu, ("halfPrecision", "true")))!.AsArray());

    public IEnumerable<JsonNode> All(string type) =>
        from resource in resources
        where (string?)resource!["type"] == type
        select resource;

    public JsonNode Single(string type) => All(type).Single();

    public IEnumerable<string> Names(string type) => All(type).Select(resource => ((string)resource["name"]!).Split('/')[^1]);

    public static JsonArray Rules(JsonNode app) => app["properties"]!["template"]!["scale"]!["rules"] as JsonArray ?? [];

    public static string? Setting(JsonNode app, string name) =>
        (string?)app["properties"]!["template"]!["containers"]![0]!["env"]!.AsArray()
            .LastOrDefault(item => (string?)item!["name"] == name)?["value"];

    /// <summary>The names that an app reads from the settings that the deployment gives it.</summary>
    public static DreamStorageNames NamesReadBy(JsonNode app) => DreamStorageNames.From(name => Setting(app, name));

    private static async Task<string> PredictAsync(string gpu, params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["environmentName"] = "'test'",
            ["location"] = "'westus3'",
            ["gpu"] = $"'{gpu}'",
            ["principalId"] = "'11111111-1111-1111-1111-111111111111'",
            ["budgetStart"] = "'2026-01-01'",
        };
        foreach (var (name, value) in more) parameters[name] = value;
        return (await Bicep.PredictAsync(gpu + string.Concat(more.Select(parameter => parameter.Name)), parameters)).ToJsonString();
    }

    private JsonNode App(string role) => All("Microsoft.App/containerApps")
        .Single(app => ((string)app["name"]!).StartsWith($"ca-{role}-", StringComparison.Ordinal));
}
