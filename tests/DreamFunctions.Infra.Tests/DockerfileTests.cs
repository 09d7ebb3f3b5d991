using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.Infra.Tests;

/// <summary>The images' recipes: linted and held against rules, which needs no Docker engine. None is built here.</summary>
public class DockerfileTests
{
    // For each way to break a recipe: what to replace, by what, and what the rules say to it.
    private static readonly Dictionary<string, (string Old, string New, string Says)> Ways = new()
    {
        ["no digest"] = (
            "sdk:10.0@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317",
            "sdk:10.0",
            "not pinned by digest"),
        ["no tag"] = ("runtime:10.0@", "runtime@", "no tag"),
        ["an image by name"] = ("FROM ${CUDA_IMAGE}", "FROM docker.io/nvidia/cuda:latest", "not by an ARG"),
        ["root"] = ("USER 10001:10001", "USER root", "other than root"),
        ["root by number"] = ("USER 10001:10001", "USER 0:0", "other than root"),
        ["no user"] = ("USER 10001:10001", "", "other than root"),
        ["no health check"] = ("HEALTHCHECK --interval", "LABEL --interval", "no health check"),
        ["a shell in between"] = ("CMD [\"--provider\", \"cuda\"]", "CMD --provider cuda", "through a shell"),
        ["a download"] = ("WORKDIR /app", "ADD https://example.org/net.onnx /models/", "ADD"),
        ["a file that is gone"] = ("healthy.sh /app/", "unwell.sh /app/", "which is not there"),
        ["a room forgotten"] = (
            "COPY functions/DreamFunctions.Nets/DreamFunctions.Nets.csproj functions/DreamFunctions.Nets/",
            "",
            "restores without"),
        ["a room too many"] = (
            "COPY functions/DreamFunctions.Nets/",
            "COPY functions/DreamFunctions.App/DreamFunctions.App.csproj functions/DreamFunctions.Nets/",
            "does without"),
    };

    public static TheoryData<string> Breakages => [.. Ways.Keys];

    [Theory]
    [InlineData("App")]
    [InlineData("TileWorker")]
    public void A_recipe_keeps_every_rule(string room) =>
        Assert.Empty(DockerfileRules.Broken(Dockerfile.Parse(Read(room)), room));

    [Theory]
    [MemberData(nameof(Breakages))]
    public void A_broken_recipe_is_found(string way)
    {
        var recipe = Read("TileWorker");
        var broken = recipe.Replace(Ways[way].Old, Ways[way].New, StringComparison.Ordinal);
        Assert.NotEqual(recipe, broken);
        Assert.Contains(
            DockerfileRules.Broken(Dockerfile.Parse(broken), "TileWorker"),
            sentence => sentence.Contains(Ways[way].Says, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_worker_gets_the_runtime_for_cuda()
    {
        var commands = Dockerfile.Parse(Read("TileWorker")).All("RUN");
        Assert.All(
            commands.Where(command => command.StartsWith("dotnet ", StringComparison.Ordinal)),
            command => Assert.Contains("-p:OnnxRuntime=gpu", command, StringComparison.Ordinal));
        Assert.DoesNotContain("OnnxRuntime=", Read("App"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worker_takes_memory_as_it_does_everywhere() =>
        Assert.Contains($" {Allocator.Variable}={Allocator.Settings} ", Read("TileWorker"), StringComparison.Ordinal);

    [Theory]
    [InlineData("App")]
    [InlineData("TileWorker")]
    public async Task The_linter_finds_nothing(string room)
    {
        var outcome = await LintAsync(Repository.PathOf("functions", $"DreamFunctions.{room}", "Dockerfile"));
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output + outcome.Errors));
    }

    [Fact]
    public async Task The_linter_would_find_something()
    {
        var file = Path.GetTempFileName();
        try
        {
            var recipe = "FROM alpine:3.20\nWORKDIR app\nCMD a\nCMD b\nEXPOSE port\n";
            await File.WriteAllTextAsync(file, recipe, TestContext.Current.CancellationToken);
            var outcome = await LintAsync(file);
            Assert.Equal(1, outcome.ExitCode);
            var lines = outcome.Output.TrimEnd().Split('\n').Select(line => int.Parse(line.Split(':')[1], null));
            Assert.Equal([2, 3, 5], lines.Order());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_probe_looks_at_the_age_of_the_worker_s_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the probe is a shell script for the image");
        var probe = Repository.PathOf("functions", "DreamFunctions.TileWorker", "healthy.sh");
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, await ProbeAsync());
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
            Assert.NotEqual(0, await ProbeAsync());
        }
        finally
        {
            File.Delete(file);
        }

        Assert.NotEqual(0, await ProbeAsync());

        async Task<int> ProbeAsync() => (await Tool.RunAsync("/bin/sh", "/", probe, file, "30")).ExitCode;
    }

    private static string Read(string room) =>
        File.ReadAllText(Repository.PathOf("functions", $"DreamFunctions.{room}", "Dockerfile"));

    private static async Task<Tool.Outcome> LintAsync(string file)
    {
        var folder = Repository.PathOf("infra", "lint");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            var install = await Tool.RunAsync("npm", folder, "ci", "--no-audit", "--no-fund");
            Assert.True(install.ExitCode == 0, $"npm ci in {folder}: {install.Errors}");
        }

        return await Tool.RunAsync("node", folder, "lint.cjs", file);
    }
}
