using System.Text.RegularExpressions;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Infra.Tests;

/// <summary>The rights of each identity, written out: neither more nor less may be assigned.</summary>
internal static partial class RoleRules
{
    private static readonly Dictionary<string, string> RoleNames = new()
    {
        // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    public static IEnumerable<string> Broken(Deployment deployment)
    {
        var there = deployment.All("Microsoft.Authorization/roleAssignments").Select(assignment => Describe(
            (string)assignment["properties"]!["principalId"]!,
            (string)assignment["properties"]!["roleDefinitionId"]!,
            (string)assignment["id"]!)).ToList();
        var wanted = Wanted(new());
        return there.Except(wanted).Select(right => $"Nobody wants the right: {right}.")
            .Concat(wanted.Except(there).Select(right => $"Missing is the right: {right}."));
    }

    private static string[] Wanted(DreamStorageNames names) =>
    [
        "coordinator: Storage Blob Data Owner on storageAccounts",
        "coordinator: Storage Queue Data Contributor on storageAccounts",
        "coordinator: Storage Table Data Contributor on storageAccounts",
        "coordinator: Monitoring Metrics Publisher on components",
        "coordinator: AcrPull on registries",
        $"worker: Storage Blob Data Contributor on containers/{names.Work}",
        $"worker: Storage Queue Data Contributor on queues/{names.Tickets}",
        $"worker: Storage Queue Data Message Sender on queues/{names.Results}",
        "worker: Monitoring Metrics Publisher on components",
        "worker: AcrPull on registries",
        $"arrivals: Storage Queue Data Message Sender on queues/{DeploymentRules.Arrivals}",
        $"operator: Storage Blob Data Contributor on containers/{names.Uploads}",
        $"operator: Storage Blob Data Contributor on containers/{names.Dreams}",
    ];

    private static string Describe(string principal, string role, string id)
    {
        var who = Identity().Match(principal) is { Success: true } identity ? identity.Groups[1].Value : "operator";
        var name = RoleNames.GetValueOrDefault(role.Split('/')[^1], role);

        // The first resource id in the assignment's own id, up to the assignment: its scope.
        var scope = Scope().Match(id).Value.Split("/providers/Microsoft.Authorization")[0].Split('/');
        var named = scope[^2] is "containers" or "queues";
        return $"{who}: {name} on {(named ? scope[^2] + "/" + scope[^1] : scope[^2])}";
    }

    [GeneratedRegex("/id-([a-z]+)-")]
    private static partial Regex Identity();

    [GeneratedRegex("/subscriptions/[^']+")]
    private static partial Regex Scope();
}
