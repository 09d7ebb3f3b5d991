using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Onnx;

namespace DreamFunctions.Benchmarks;

/// <summary>What a gradient costs over a forward pass; both take turns, so that a busy machine is busy for both.</summary>
internal static class Ratios
{
    public static void Print(string only, int size, int threads, int blocks, bool fast, bool profiles, bool recomputes)
    {
        Console.WriteLine($"Minima over {blocks} blocks of five runs at {size}x{size}, {(fast ? "fast forms" : "plain rules")}"
            + $"{(recomputes ? ", recomputing from the cards' checkpoints" : "")}:");
        Console.WriteLine();
        Console.WriteLine("| net, target | forward ms | forward + backward ms | ratio |");
        Console.WriteLine("|---|---|---|---|");
        // Those that a graph does not have are passed over.
        string[] checkpoints = recomputes ? [.. NetCatalogue.BuiltIn().Nets.SelectMany(card => card.Checkpoints)] : [];
        var models = new List<(string Name, ModelProto Model)>();
        foreach (var row in Rows.All.Where(r => r.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            if (row.Path is null)
            {
                Console.WriteLine($"| {row.Name} | (model not here) | | |");
                continue;
            }
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(row.Path));
            var options = new GradientOptions { SymmetricPads = row.SymmetricPads, FastForms = fast, Checkpoints = checkpoints, SidesMultipleOf = row.Stride };
            var built = GradientGraph.Build(model, row.Target, options);
            using var forward = new Timed(GradientGraph.Forward(model, row.Target, options), size, threads);
            using var gradient = new Timed(built, size, threads);
            for (var i = 0; i < blocks; i++)
            {
                forward.Block();
                gradient.Block();
            }
            Console.WriteLine($"| {row.Name} | {forward.Best:F1} | {gradient.Best:F1} | {gradient.Best / forward.Best:F2} |");
            models.Add((row.Name, built));
        }
        if (profiles)
            foreach (var (name, model) in models)
            {
                Console.WriteLine();
                Console.WriteLine($"Forward + backward of {name} by operator, shortest of 20 runs of every node:");
                Profile.Print(model, size, threads);
            }
    }
}
