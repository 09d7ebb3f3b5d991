using System.Text.Json.Nodes;
using Xunit;

namespace DreamFunctions.Infra.Tests;

/// <summary>Each rule can fail: a deployment broken in one place breaks one rule.</summary>
public class BrokenDeploymentTests
{
    private const string Containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
    private const string Queues = "Microsoft.Storage/storageAccounts/queueServices/queues";

    private static readonly Dictionary<string, (Action<Deployment> Break, string Says)> Ways = new()
    {
        ["shared keys"] = (d => d.Storage["properties"]!["allowSharedKeyAccess"] = true, "shared keys"),
        ["shared keys by default"] = (d => Remove(d.Storage["properties"]!, "allowSharedKeyAccess"), "shared keys"),
        ["public blobs"] = (d => d.Storage["properties"]!["allowBlobPublicAccess"] = true, "public blobs"),
        ["a public container"] = (
            d => d.All(Containers).Last()["properties"]!["publicAccess"] = "Blob",
            "Anybody can read"),
        ["old TLS"] = (d => d.Storage["properties"]!["minimumTlsVersion"] = "TLS1_0", "old TLS"),
        ["no TLS"] = (d => d.Storage["properties"]!["supportsHttpsTrafficOnly"] = false, "without TLS"),
        ["an admin of the registry"] = (
            d => d.Single("Microsoft.ContainerRegistry/registries")["properties"]!["adminUserEnabled"] = true, "admin user"),
        ["telemetry by key"] = (
            d => d.Single("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"] = false, "telemetry by key"),
        ["a connection string"] = (
            d => Set(d.Coordinator, "AzureWebJobsStorage", "x"), "connection string"),
        ["a key in a setting"] = (
            d => Set(d.Worker, "S", "AccountKey=x"), "AccountKey="),
        ["a secret"] = (
            d => d.Worker["properties"]!["configuration"]!["secrets"] = new JsonArray(new JsonObject { ["name"] = "x" }),
            "has secrets"),
        ["a worker that never sleeps"] = (d => Scale(d.Worker)["minReplicas"] = 1, "does not scale to zero"),
        ["a worker without a rule"] = (d => Scale(d.Worker)["rules"] = new JsonArray(), "exactly one scale rule"),
        ["a worker with ingress"] = (
            d => d.Worker["properties"]!["configuration"]!["ingress"] = new JsonObject { ["external"] = true }, "can be called"),
        ["a scale rule with a secret"] = (d => Queue(d)["auth"] = new JsonArray(), "has a secret"),
        ["a scale rule of somebody else"] = (d => Queue(d)["identity"] = "system", "worker's identity"),
        ["a scale rule on another queue"] = (d => Queue(d)["queueName"] = "tile-results", "another queue"),
        ["a scale rule on another account"] = (d => Queue(d)["accountName"] = "st", "another account"),
        ["a coordinator that sleeps"] = (d => Scale(d.Coordinator)["minReplicas"] = 0, "scales to zero"),
        ["a coordinator with rules"] = (
            d => Scale(d.Coordinator)["rules"] = new JsonArray(new JsonObject { ["name"] = "http" }), "platform refuses"),
        ["a coordinator that is no function app"] = (d => Remove(d.Coordinator, "kind"), "no function app"),
        ["too short a grace"] = (
            d => d.Worker["properties"]!["template"]!["terminationGracePeriodSeconds"] = 30, "too soon"),
        ["another pace of the coordinator"] = (d => Set(d.Coordinator, "DREAM_TILE_SECONDS", "20"), "another pace"),
        ["a worker at another account"] = (d => Set(d.Worker, "DREAM_STORAGE_ACCOUNT", "other"), "another account"),
        ["a misnamed queue"] = (
            d => d.All(Queues).First()["name"] = "st/default/tickets", "The queues"),
        ["a misnamed container"] = (
            d => d.All(Containers).First()["name"] = "st/default/x", "The containers"),
        ["another name in the worker's settings"] = (
            d => Set(d.Worker, "DREAM_TICKETS", "other"), "give other names"),
        ["another name in the coordinator's settings"] = (
            d => Set(d.Coordinator, "DREAM_ARRIVALS", "other"), "give other names"),
        ["arrivals to another queue"] = (
            d => Subscription(d)["deliveryWithResourceIdentity"]!["destination"]!["properties"]!["queueName"] = "x",
            "does not deliver"),
        ["arrivals from everywhere"] = (
            d => Subscription(d)["filter"]!["subjectBeginsWith"] = "/blobServices/default/containers/", "another container"),
        ["a lifecycle that eats dreams"] = (
            d => d.Single("Microsoft.Storage/storageAccounts/managementPolicies")["properties"]!["policy"]!["rules"]![0]![
                "definition"]!["filters"]!["prefixMatch"]![0] = "dreams/",
            "lifecycle"),
        ["a profile that is not there"] = (d => d.Worker["properties"]!["workloadProfileName"] = "gpu-h100", "no profile"),
        ["a right too many"] = (
            d => d.Resources.Add(new JsonObject
            {
                ["id"] = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st/providers/"
                    + "Microsoft.Authorization/roleAssignments/1",
                ["type"] = "Microsoft.Authorization/roleAssignments",
                ["properties"] = new JsonObject
                {
                    ["principalId"] = "[reference('/x/id-worker-1').principalId]",
                    ["roleDefinitionId"] = "/y/b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
                },
            }),
            "Nobody wants the right: worker: Storage Blob Data Owner on storageAccounts"),
        ["a right too few"] = (
            d => d.Resources.Remove(d.All("Microsoft.Authorization/roleAssignments").First()),
            "Missing is the right: coordinator: Storage Blob Data Owner on storageAccounts"),
    };

    public static TheoryData<string> Breakages => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task A_broken_deployment_is_found(string way)
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        var deployment = await Deployment.OnAsync("T4");
        Ways[way].Break(deployment);
        Assert.Contains(Ways[way].Says, Assert.Single(DeploymentRules.Broken(deployment)), StringComparison.Ordinal);
    }

    private static void Set(JsonNode app, string name, string value) =>
        app["properties"]!["template"]!["containers"]![0]!["env"]!.AsArray()
            .Add(new JsonObject { ["name"] = name, ["value"] = value });

    private static JsonNode Scale(JsonNode app) => app["properties"]!["template"]!["scale"]!;

    private static JsonNode Queue(Deployment deployment) => Deployment.Rules(deployment.Worker)[0]!["azureQueue"]!;

    private static JsonNode Subscription(Deployment deployment) =>
        deployment.Single("Microsoft.EventGrid/systemTopics/eventSubscriptions")["properties"]!;

    private static void Remove(JsonNode node, string property) => node.AsObject().Remove(property);
}
