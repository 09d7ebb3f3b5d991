using System.Reflection;
using System.Text.Json.Nodes;

namespace DreamFunctions.Infra.Tests;

/// <summary>The Bicep compiler from its NuGet package, working on a copy of infra/, since it writes beside its input.</summary>
internal static class Bicep
{
    private static readonly Lazy<string> Copied = new(CopyInfra);

    public static string Program { get; } = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(item => item.Key == "Bicep").Value!;

    public static string SkipReason => $"the Bicep compiler of this test runs on Linux x64 only, and not as {Program} here";

    public static bool Available => OperatingSystem.IsLinux() && File.Exists(Program);

    /// <summary>What the linter says about a file and all that it refers to: one line a finding.</summary>
    public static async Task<IReadOnlyList<string>> LintAsync(string file)
    {
        var outcome = await Tool.RunAsync(Program, Path.GetDirectoryName(file)!, "lint", file, "--diagnostics-format", "sarif");
        var results = JsonNode.Parse(outcome.Output)!["runs"]![0]!["results"]!.AsArray();
        return
        [
            .. from result in results
               let place = result!["locations"]![0]!["physicalLocation"]!
               let line = $"{place["artifactLocation"]!["uri"]}:{place["region"]!["startLine"]}"
               select $"{line}: {result["ruleId"]}: {result["message"]!["text"]}",
        ];
    }

    /// <summary>The compiled template, as text.</summary>
    public static async Task<string> CompileAsync()
    {
        var outcome = await Tool.RunAsync(Program, Copied.Value, "build", "main.bicep", "--stdout");
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException(outcome.Errors);
    }

    /// <summary>
    /// The resources that a deployment with these parameters would ask for, every expression evaluated as far as it goes
    /// without Azure: a what-if without a subscription.
    /// </summary>
    public static async Task<JsonArray> PredictAsync(string name, IReadOnlyDictionary<string, string> parameters)
    {
        var file = Path.Combine(Copied.Value, name + ".bicepparam");
        var lines = parameters.Select(item => $"param {item.Key} = {item.Value}");
        await File.WriteAllTextAsync(file, "using 'main.bicep'\n" + string.Join('\n', lines) + "\n");
        var outcome = await Tool.RunAsync(
            Program,
            Copied.Value,
            ["snapshot", file, "--mode", "overwrite", "--location", "westus3", "--deployment-name", name,
                "--subscription-id", "00000000-0000-0000-0000-000000000000"]);
        if (outcome.ExitCode != 0) throw new InvalidOperationException(outcome.Errors);
        var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(file, "snapshot.json")))!;
        return snapshot["predictedResources"]!.AsArray();
    }

    private static string CopyInfra()
    {
        var target = Directory.CreateTempSubdirectory("dream-infra-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        var source = Repository.PathOf("infra");
        foreach (var folder in new[] { source, Path.Combine(source, "app") })
        {
            var into = Path.Combine(target, Path.GetRelativePath(source, folder));
            Directory.CreateDirectory(into);
            foreach (var file in Directory.EnumerateFiles(folder)) File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }

        return target;
    }
}
