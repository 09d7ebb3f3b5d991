using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace DreamFunctions.Infra.Tests;

/// <summary>The template, compiled, linted and evaluated: what Azure would be asked for.</summary>
public partial class DeploymentTests
{
    [Theory]
    [InlineData("T4", "Consumption-GPU-NC8as-T4", 8, "56Gi", "cuda")]
    [InlineData("A100", "Consumption-GPU-NC24-A100", 24, "220Gi", "cuda")]
    [InlineData("none", "Consumption", 4, "8Gi", "cpu")]
    public async Task A_deployment_keeps_every_rule(string gpu, string profileType, int cpu, string memory, string provider)
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        var deployment = await Deployment.OnAsync(gpu);

        Assert.Empty(DeploymentRules.Broken(deployment));
        var worker = deployment.Worker;
        var profile = deployment.Environment["properties"]!["workloadProfiles"]!.AsArray()
            .Single(item => (string?)item!["name"] == (string?)worker["properties"]!["workloadProfileName"]);
        var resources = worker["properties"]!["template"]!["containers"]![0]!["resources"]!;
        Assert.Equal(profileType, (string?)profile!["workloadProfileType"]);
        Assert.Equal((cpu, memory), ((int)resources["cpu"]!, (string?)resources["memory"]));
        var arguments = worker["properties"]!["template"]!["containers"]![0]!["args"]!.AsArray();
        Assert.Equal(["--provider", provider, "--at-once", "1"], arguments.Select(item => (string?)item));
        Assert.Single(deployment.All("Microsoft.Consumption/budgets"));
    }

    [Theory]
    [InlineData("T4", true)]
    [InlineData("none", false)]
    public async Task Half_precision_is_for_workers_that_have_a_card(string gpu, bool given)
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        Assert.Equal(given, bool.Parse(Deployment.Setting((await Deployment.InHalfAsync(gpu)).Worker, "DREAM_HALF")!));
        Assert.False(bool.Parse(Deployment.Setting((await Deployment.OnAsync(gpu)).Worker, "DREAM_HALF")!));
    }

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        Assert.Empty(await Bicep.LintAsync(Repository.PathOf("infra", "main.bicep")));
    }

    [Fact]
    public async Task The_linter_would_find_something()
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        var folder = Directory.CreateTempSubdirectory("dream-lint-");
        try
        {
            var file = Path.Combine(folder.FullName, "poor.bicep");
            File.Copy(Repository.PathOf("infra", "bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
            await File.WriteAllTextAsync(file, "param unused string\n", TestContext.Current.CancellationToken);
            Assert.Contains("no-unused-params", Assert.Single(await Bicep.LintAsync(file)), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task No_key_gets_into_the_compiled_template()
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        Assert.Empty(DeploymentRules.KeysIn(await Bicep.CompileAsync()));
    }

    [Theory]
    [InlineData("[listKeys(resourceId('x'), '2025-06-01').keys[0].value]")]
    [InlineData("DefaultEndpointsProtocol=https;AccountKey=abc")]
    [InlineData("[account.listAccountSas()]")]
    public void A_key_is_recognised(string text) => Assert.NotEmpty(DeploymentRules.KeysIn(text));

    [Fact]
    public void Roles_are_assigned_in_one_file_only()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Microsoft.Authorization/roleAssignments", StringComparison.Ordinal));
        Assert.Equal(["rbac.bicep"], files.Select(Path.GetFileName));
    }

    [Fact]
    public void Every_role_id_stands_below_a_link_to_its_documentation()
    {
        var lines = File.ReadAllLines(Repository.PathOf("infra", "app", "rbac.bicep"));
        var roles = lines.Index().Where(line => RoleId().IsMatch(line.Item)).ToList();
        Assert.NotEmpty(roles);
        Assert.All(roles, role => Assert.StartsWith(
            "// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/",
            lines[role.Index - 1],
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_parameters_of_azd_are_parameters_of_the_template()
    {
        Assert.SkipUnless(Bicep.Available, Bicep.SkipReason);
        var file = File.ReadAllText(Repository.PathOf("infra", "main.parameters.json"));
        var given = JsonNode.Parse(file)!["parameters"]!.AsObject();
        var known = JsonNode.Parse(await Bicep.CompileAsync())!["parameters"]!.AsObject();
        Assert.Empty(given.Select(item => item.Key).Except(known.Select(item => item.Key)));
        Assert.Empty(known.Where(item => item.Value!["defaultValue"] is null).Select(item => item.Key)
            .Except(given.Select(item => item.Key)));
    }

    [GeneratedRegex("^var .* = '[0-9a-f]{8}-")]
    private static partial Regex RoleId();
}
