using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Infra.Tests;

/// <summary>What must hold of every deployment. Each rule gives the sentences of what breaks it; none when it holds.</summary>
internal static partial class DeploymentRules
{
    /// <summary>The queue of uploaded pictures; the Functions side names it by the setting DREAM_ARRIVALS.</summary>
    public const string Arrivals = "arrivals";

    public static IEnumerable<string> Broken(Deployment deployment) =>
    [
        .. NoKeys(deployment), .. NothingPublic(deployment), .. Scaling(deployment), .. Draining(deployment),
        .. NamesAgree(deployment, new()), .. Profiles(deployment), .. RoleRules.Broken(deployment),
    ];

    /// <summary>Functions and texts by which a key gets into a template.</summary>
    public static IEnumerable<string> KeysIn(string text) =>
        KeyWords().Matches(text).Select(match => $"The template has {match.Value}.");

    private static IEnumerable<string> NoKeys(Deployment deployment)
    {
        if (!Is(deployment.Storage, "allowSharedKeyAccess", false)) yield return "The storage account takes shared keys.";
        foreach (var registry in deployment.All("Microsoft.ContainerRegistry/registries"))
        {
            if (!Is(registry, "adminUserEnabled", false)) yield return "The registry has an admin user.";
        }

        foreach (var insights in deployment.All("Microsoft.Insights/components"))
        {
            if (!Is(insights, "DisableLocalAuth", true)) yield return "Application Insights takes telemetry by key.";
        }

        foreach (var app in deployment.All("Microsoft.App/containerApps"))
        {
            if (app["properties"]!["configuration"]!["secrets"] is JsonArray { Count: > 0 })
                yield return $"{app["name"]} has secrets.";
            if (Deployment.Setting(app, "AzureWebJobsStorage") is not null)
                yield return $"{app["name"]} has a connection string.";
        }

        foreach (var found in KeysIn(deployment.Resources.ToJsonString())) yield return found;
    }

    private static IEnumerable<string> NothingPublic(Deployment deployment)
    {
        if (!Is(deployment.Storage, "allowBlobPublicAccess", false)) yield return "The storage account allows public blobs.";
        if (!Is(deployment.Storage, "supportsHttpsTrafficOnly", true)) yield return "The storage account answers without TLS.";
        if ((string?)deployment.Storage["properties"]!["minimumTlsVersion"] is not ("TLS1_2" or "TLS1_3"))
            yield return "The storage account takes old TLS.";
        foreach (var container in deployment.All("Microsoft.Storage/storageAccounts/blobServices/containers"))
        {
            if ((string?)container["properties"]!["publicAccess"] != "None")
                yield return $"Anybody can read {container["name"]}.";
        }

        if (deployment.Worker["properties"]!["configuration"]!["ingress"] is not null) yield return "The worker can be called.";
    }

    private static IEnumerable<string> Scaling(Deployment deployment)
    {
        var (coordinator, worker) = (deployment.Coordinator, deployment.Worker);
        if ((string?)coordinator["kind"] != "functionapp") yield return "The coordinator is no function app.";
        if (Replicas(coordinator, "minReplicas") < 1)
            yield return "The coordinator scales to zero: nobody would wake the task hub.";
        if (Deployment.Rules(coordinator).Count > 0) yield return "The coordinator has scale rules, which the platform refuses.";
        if (Replicas(worker, "minReplicas") != 0) yield return "The worker does not scale to zero.";
        if (Replicas(worker, "maxReplicas") < 1) yield return "The worker has no replica to scale to.";
        if (worker["kind"] is not null) yield return "The worker is not a plain container app.";
        if (Deployment.Rules(worker) is not [{ } rule])
        {
            yield return "The worker has not exactly one scale rule.";
            yield break;
        }

        var queue = rule["azureQueue"];
        if ((string?)queue?["accountName"] != (string?)deployment.Storage["name"])
            yield return "The scale rule looks at another account.";
        if (((string?)queue?["identity"])?.Contains("/id-worker-", StringComparison.Ordinal) != true)
            yield return "The scale rule does not look with the worker's identity.";
        if (queue?["auth"] is not null) yield return "The scale rule has a secret.";
    }

    private static IEnumerable<string> Draining(Deployment deployment)
    {
        var grace = (int)deployment.Worker["properties"]!["template"]!["terminationGracePeriodSeconds"]!;
        var pace = TilePace.From(Deployment.Setting(deployment.Worker, TilePace.Setting));
        if (grace < pace.Grace.TotalSeconds)
            yield return $"A worker is killed {grace} s after SIGTERM: too soon to give its ticket back.";
        if (TilePace.From(Deployment.Setting(deployment.Coordinator, TilePace.Setting)) != pace)
            yield return "Coordinator and workers go by another pace.";
    }

    private static IEnumerable<string> NamesAgree(Deployment deployment, DreamStorageNames names)
    {
        if (!deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues").ToHashSet()
            .SetEquals([names.Tickets, names.Results, Arrivals, names.Events]))
            yield return "The queues are not those of the app.";
        if (!deployment.Names("Microsoft.Storage/storageAccounts/blobServices/containers").ToHashSet()
            .SetEquals([names.Uploads, names.Dreams, names.Work]))
            yield return "The containers are not those of the app.";
        foreach (var app in new[] { deployment.Coordinator, deployment.Worker })
        {
            if (Deployment.NamesReadBy(app) != names) yield return $"The settings of {app["name"]} give other names.";
        }

        if (Deployment.Setting(deployment.Worker, "DREAM_STORAGE_ACCOUNT") != (string?)deployment.Storage["name"])
            yield return "The worker looks at another account.";
        if (Deployment.Rules(deployment.Worker).Any(rule => (string?)rule!["azureQueue"]?["queueName"] != names.Tickets))
            yield return "The worker scales by another queue than that of the tickets.";

        var subscription = deployment.Single("Microsoft.EventGrid/systemTopics/eventSubscriptions")["properties"]!;
        if ((string?)subscription["deliveryWithResourceIdentity"]?["destination"]?["properties"]?["queueName"] != Arrivals)
            yield return "Event Grid does not deliver to the arrivals queue with an identity.";
        if ((string?)subscription["filter"]!["subjectBeginsWith"] != $"/blobServices/default/containers/{names.Uploads}/")
            yield return "Event Grid listens to another container than that of the uploads.";

        var rules = deployment.Single("Microsoft.Storage/storageAccounts/managementPolicies")["properties"]!["policy"]!["rules"]!;
        if (rules.AsArray() is not [{ } rule]
            || (string?)rule["definition"]!["filters"]!["prefixMatch"]![0] != names.Work + "/dream-"
            || (int?)rule["definition"]!["actions"]!["baseBlob"]!["delete"]!["daysAfterModificationGreaterThan"] is not >= 1)
            yield return "The lifecycle does not remove the work blobs of dreams, and only those.";
    }

    private static IEnumerable<string> Profiles(Deployment deployment)
    {
        var profiles = deployment.Environment["properties"]!["workloadProfiles"]!.AsArray();
        foreach (var app in new[] { deployment.Coordinator, deployment.Worker })
        {
            var wanted = (string?)app["properties"]!["workloadProfileName"];
            if (!profiles.Any(profile => (string?)profile!["name"] == wanted))
                yield return $"{app["name"]} runs on no profile that there is.";
        }
    }

    private static bool Is(JsonNode resource, string property, bool value) => (bool?)resource["properties"]?[property] == value;

    private static int Replicas(JsonNode app, string bound) => (int)app["properties"]!["template"]!["scale"]![bound]!;

    [GeneratedRegex(
        @"list(?:Keys|Secrets|Credentials|AccountSas|ServiceSas)\b|AccountKey=|SharedAccessSignature|sharedKey\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex KeyWords();
}
