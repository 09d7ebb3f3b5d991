using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DreamFunctions.Infra.Tests;

/// <summary>What must hold of an image's recipe, as far as it can be read off; each broken rule is a sentence.</summary>
internal static partial class DockerfileRules
{
    // Its digest could not be looked up where it was written; see infra/README.md.
    private static readonly string[] UnpinnedByDefault = ["FUNCTIONS_IMAGE"];

    /// <param name="dockerfile">The recipe.</param>
    /// <param name="room">The room whose program the image runs.</param>
    public static IEnumerable<string> Broken(Dockerfile dockerfile, string room) =>
        [.. Bases(dockerfile), .. Runs(dockerfile), .. Sources(dockerfile, room)];

    private static IEnumerable<string> Bases(Dockerfile dockerfile)
    {
        var defaults = dockerfile.All("ARG").Select(rest => rest.Split('=', 2))
            .ToDictionary(argument => argument[0], argument => argument.Length > 1 ? argument[1] : "");
        foreach (var (name, image) in defaults.Where(item => item.Key.EndsWith("_IMAGE", StringComparison.Ordinal)))
        {
            if (!Pinned().IsMatch(image) && !UnpinnedByDefault.Contains(name))
                yield return $"{name} is not pinned by digest.";
            if (!image.Split('@')[0].Split('/')[^1].Contains(':', StringComparison.Ordinal))
                yield return $"{name} has no tag to read.";
        }

        var stages = dockerfile.All("FROM").ToList();
        if (stages.Count < 2) yield return "There is one stage only: the SDK would be shipped.";
        foreach (var stage in stages)
        {
            if (Argument().Match(stage) is not { Success: true } used || !defaults.ContainsKey(used.Groups[1].Value))
                yield return $"FROM {stage} names its image itself, not by an ARG.";
        }
    }

    private static IEnumerable<string> Runs(Dockerfile dockerfile)
    {
        var final = dockerfile.Final.ToList();
        if (final.LastOrDefault(i => i.Name == "USER").Text is not { } user || !NotRoot().IsMatch(user))
            yield return "It does not end as a user by number, other than root.";
        if (final.Count(i => i.Name == "HEALTHCHECK") != 1) yield return "It has no health check.";
        foreach (var (name, text) in final.Where(i => i.Name is "CMD" or "ENTRYPOINT"))
        {
            if (!text.StartsWith('[')) yield return $"{name} runs through a shell, which keeps SIGTERM for itself.";
        }

        if (dockerfile.All("ADD").Any()) yield return "It has an ADD, which fetches what no checksum covers.";
    }

    private static IEnumerable<string> Sources(Dockerfile dockerfile, string room)
    {
        var copied = dockerfile.Copied().ToList();
        foreach (var source in copied.Where(source => !Path.Exists(Repository.PathOf(source))))
            yield return $"It copies {source}, which is not there.";
        var projects = copied.Where(source => source.EndsWith(".csproj", StringComparison.Ordinal)).ToHashSet();
        var needed = ProjectsOf($"functions/DreamFunctions.{room}/DreamFunctions.{room}.csproj").ToHashSet();
        foreach (var project in needed.Except(projects)) yield return $"It restores without {project}.";
        foreach (var project in projects.Except(needed)) yield return $"It copies {project}, which the program does without.";
    }

    private static IEnumerable<string> ProjectsOf(string project)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(project))!;
        return XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(folder, (string)reference.Attribute("Include")!)))
            .SelectMany(path => ProjectsOf(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))
            .Append(project);
    }

    [GeneratedRegex("@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^\$\{([A-Z_]+)\}")]
    private static partial Regex Argument();

    [GeneratedRegex("^[1-9][0-9]*(:[1-9][0-9]*)?$")]
    private static partial Regex NotRoot();
}
