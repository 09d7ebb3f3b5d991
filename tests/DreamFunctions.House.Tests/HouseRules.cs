namespace DreamFunctions.House.Tests;

/// <summary>The arrows between rooms, and the packages that a room must do without.</summary>
internal static class HouseRules
{
    /// <summary>
    /// Room: the rooms whose types it may use. Dreaming and Nets are plain data and maths, so whoever may use a room that
    /// speaks in their records may use them as well; Autodiff stays behind Inference, but for the command that writes its graphs.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>
    {
        ["Dreaming"] = [],
        ["Nets"] = [],
        ["Autodiff"] = [],
        ["Inference"] = ["Autodiff", "Dreaming", "Nets"],
        ["Pipeline"] = ["Dreaming", "Nets"],
        ["TileWorker"] = ["Pipeline", "Inference", "Dreaming", "Nets"],
        ["Local"] = ["Pipeline", "Inference", "Autodiff", "Dreaming", "Nets"],
        ["Decoder"] = ["Pipeline"],
        ["App"] = ["Pipeline", "Dreaming", "Nets"],
    };

    /// <summary>Programs that may lie beside a room's own: started as a process, no type of them used.</summary>
    private static readonly (string Room, string Program)[] Beside =
        [("Local", "TileWorker"), ("Local", "Decoder"), ("App", "Decoder")];

    private static readonly Dictionary<string, string[]> OnlyPackages = new()
    {
        ["Dreaming"] = [],
        ["Nets"] = [],
        ["Autodiff"] = ["OnnxSharp", "Google.Protobuf"],
    };

    // The coordinator scales and starts without a net in memory; the pipeline runs without a Functions host.
    private static readonly (string Room, string Prefix)[] ForbiddenPackages =
    [
        ("Pipeline", "Microsoft.ML."),
        ("Pipeline", "Microsoft.Azure.Functions."),
        ("Pipeline", "OnnxSharp"),
        ("App", "Microsoft.ML."),
        ("App", "OnnxSharp"),
    ];

    /// <summary>Each broken rule as a sentence; empty for a room in order.</summary>
    public static IEnumerable<string> Broken(Room room)
    {
        if (!Arrows.TryGetValue(room.Name, out var allowed))
        {
            yield return $"{room.Name} is a room without arrows: add it to HouseRules.Arrows.";
            yield break;
        }

        foreach (var other in room.Projects.Except(allowed).Where(other => !Beside.Contains((room.Name, other))))
            yield return $"The project file of {room.Name} references {other}; allowed: {List(allowed)}.";
        foreach (var other in room.Types.Except(allowed))
            yield return $"{room.Name} uses types of {other}; allowed: {List(allowed)}.";
        if (OnlyPackages.TryGetValue(room.Name, out var only))
        {
            foreach (var package in room.Packages.Except(only))
                yield return $"{room.Name} references the package {package}; allowed: {List(only)}.";
        }

        foreach (var (_, prefix) in ForbiddenPackages.Where(rule => rule.Room == room.Name))
        {
            foreach (var package in room.AllPackages.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                yield return $"{room.Name} brings {package} along, which it must do without.";
        }
    }

    private static string List(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);
}
