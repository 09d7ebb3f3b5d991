using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Passes;
using DreamFunctions.Autodiff.Rules;
using Onnx;

namespace DreamFunctions.Autodiff;

/// <summary>
/// Reverse mode in one walk: from the target back to the image, each node's rule turns the cotangents of its outputs into
/// cotangents of its inputs. Several consumers add up; broadcasting is undone here and nowhere else.
/// </summary>
internal sealed class ReverseSweep
{
    private readonly WorkingGraph graph;
    private readonly Shapes shapes;
    private readonly SweepNotes notes;
    private readonly List<NodeProto> backward = [];
    private readonly Dictionary<string, string> cotangents = [];
    private readonly HashSet<string> depends = [];

    private ReverseSweep(WorkingGraph graph, bool fastForms)
    {
        this.graph = graph;
        shapes = Shapes.Of(graph);
        notes = new SweepNotes(fastForms);
    }

    /// <summary>The nodes that compute <paramref name="gradient"/> of the terms' sum.</summary>
    public static List<NodeProto> Run(WorkingGraph graph, IReadOnlyList<EnergyTerm> terms, string gradient, GradientOptions options)
    {
        var sweep = new ReverseSweep(graph, options.FastForms);
        sweep.Mark();
        var seeds = Energies.Seed(graph, terms, sweep.backward);
        var scale = options.HalfPrecision ? new SeedScale(graph, seeds, sweep.backward) : null;
        foreach (var (tensor, cotangent) in seeds) sweep.Accumulate(tensor, scale?.Scaled(cotangent) ?? cotangent);
        sweep.Walk();
        if (scale is not null) sweep.cotangents[graph.ImageName] = scale.Undone(sweep.cotangents[graph.ImageName]);
        Checkpoints.Apply(graph, options.Checkpoints, sweep.backward, sweep.cotangents);
        sweep.Name(gradient);
        if (options.FastForms) SiblingConvs.Merge(graph, sweep.backward);
        return sweep.backward;
    }

    /// <summary>Which tensors move with the image; only they get a cotangent, so weights never do.</summary>
    private void Mark()
    {
        depends.Add(graph.ImageName);
        foreach (var node in graph.Nodes)
            if (node.Input.Any(depends.Contains) && !(VjpRules.Table.TryGetValue(node.OpType, out var rule) && rule.Vjp is null))
                depends.UnionWith(node.Output.Where(o => o.Length > 0));
        if (graph.Targets.FirstOrDefault(target => !depends.Contains(target)) is { } still)
            throw new UnsupportedModelException(
                $"The target '{still}' does not move smoothly with the image: no gradient.");
    }

    private void Walk()
    {
        foreach (var node in Enumerable.Reverse(graph.Nodes.ToArray()))
        {
            if (!node.Output.Any(cotangents.ContainsKey) || !node.Input.Any(depends.Contains)) continue;
            if (!VjpRules.Table.TryGetValue(node.OpType, out var rule))
                throw new MissingRuleException(node.OpType, node.Label(), VjpRules.Operators);
            if (rule.Vjp is null) continue;
            string?[] above = [.. node.Output.Select(o => cotangents.GetValueOrDefault(o))];
            var site = new Site(graph, shapes, node, above, depends.Contains, backward, notes);
            var found = rule.Vjp(site);
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (!site.Wants(i)) continue;
                var cotangent = (i < found.Length ? found[i] : null) ?? throw site.Unsupported($"input {i} depends on the image");
                Accumulate(node.Input[i], Unbroadcast(site, rule.Broadcasting, i, cotangent));
            }
        }
        if (!cotangents.ContainsKey(graph.ImageName))
            throw new UnsupportedModelException($"No gradient reaches the image from '{string.Join("', '", graph.Targets)}'.");
    }

    /// <summary>Two-input Adds: the runtime fuses those into the Conv before them, Sum it does not.</summary>
    private void Accumulate(string tensor, string cotangent) => cotangents[tensor] = cotangents.TryGetValue(tensor, out var sum)
        ? new Emitter(graph, $"{tensor}_grad", backward).Add(sum, cotangent)
        : cotangent;

    /// <summary>Sums over the axes along which the input was repeated.</summary>
    private string Unbroadcast(Site site, Broadcasting broadcasting, int input, string cotangent)
    {
        var (x, y) = (site.Input(input), shapes[site.Y]);
        var have = shapes[x];
        switch (broadcasting)
        {
            case Broadcasting.None or Broadcasting.Third when broadcasting is Broadcasting.None || input < 2:
                return cotangent;
            case Broadcasting.Batch when have is { Length: >= 2 } && y is { Length: >= 2 }:
                y = [.. y[..^2], .. have[^2..]];
                break;
        }
        if (have is not null && y is not null && have.SequenceEqual(y)) return cotangent;
        if (have is null || y is null || have.Zip(y[^have.Length..]).Any(d => d.First != d.Second && !d.First.IsOne))
            return UnbroadcastAtRunTime(site, cotangent, x);

        var gap = y.Length - have.Length;
        var axes = Enumerable.Range(0, y.Length).Where(i => i < gap || have[i - gap].IsOne && !y[i].IsOne).Select(i => (long)i);
        var summed = site.Sum(cotangent, site.Ints(axes), keep: true);
        return gap == 0 ? summed : site.Reshape(summed, site.Shape(x));
    }

    /// <summary>The same where only running tells which axes: compare both shapes, the input's filled up with ones.</summary>
    private static string UnbroadcastAtRunTime(Site site, string cotangent, string x)
    {
        var (have, given) = (site.Shape(x), site.Shape(cotangent));
        var gap = site.Sub(site.Shape(given), site.Shape(have));
        var ones = site.Emit("Expand", [site.Ints(1), gap]);
        var repeated = site.Emit("Not", [site.Emit("Equal", [site.Joined(ones, have), given])]);
        var axes = site.Reshape(site.Emit("NonZero", [repeated]), site.Ints(-1));
        var summed = site.Emit("ReduceSum", [cotangent, axes], ("keepdims", 1L), ("noop_with_empty_axes", 1L));
        return site.Reshape(summed, have);
    }

    /// <summary>Names each finished cotangent after its tensor, <c>x_grad</c>, and the image's as asked for.</summary>
    private void Name(string gradient)
    {
        var made = backward.SelectMany(n => n.Output).ToHashSet();
        var renamed = new Dictionary<string, string>();
        if (!made.Contains(cotangents[graph.ImageName])
            || cotangents.Any(c => c.Key != graph.ImageName && c.Value == cotangents[graph.ImageName]))
            cotangents[graph.ImageName] = new Emitter(graph, gradient, backward).Emit("Identity", [cotangents[graph.ImageName]]);
        renamed[cotangents[graph.ImageName]] = gradient;
        foreach (var (tensor, cotangent) in cotangents)
            if (made.Contains(cotangent) && !renamed.ContainsKey(cotangent)) renamed[cotangent] = graph.Fresh($"{tensor}_grad");
        foreach (var node in backward) node.Rename(renamed);
    }
}
