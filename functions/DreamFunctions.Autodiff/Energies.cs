using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff;

/// <summary>Writes a term's value and its cotangent, d energy / d tensor, into a graph.</summary>
internal sealed class Energies
{
    private readonly WorkingGraph graph;
    private readonly Emitter emitter;
    private readonly Shapes shapes;
    private readonly List<(string Tensor, string Cotangent)> seeds = [];
    private string? value;

    private Energies(WorkingGraph graph, string prefix, List<Onnx.NodeProto> nodes)
    {
        this.graph = graph;
        emitter = new Emitter(graph, prefix, nodes);
        shapes = Shapes.Of(graph);
    }

    /// <summary>Where the sweep starts: a cotangent for each term's tensor.</summary>
    public static IReadOnlyList<(string Tensor, string Cotangent)> Seed(
        WorkingGraph graph, IReadOnlyList<EnergyTerm> terms, List<Onnx.NodeProto> nodes)
    {
        var energies = new Energies(graph, $"{GradientGraph.Energy}_seed", nodes);
        foreach (var term in terms) energies.seeds.Add((term.Tensor, energies.CotangentOf(term)));
        return energies.seeds;
    }

    /// <summary>The sum of the terms, as a scalar of the name given.</summary>
    public static void Sum(WorkingGraph graph, string name, IReadOnlyList<EnergyTerm> terms, List<Onnx.NodeProto> nodes)
    {
        var energies = new Energies(graph, name, nodes);
        foreach (var term in terms)
        {
            var one = energies.ValueOf(term);
            energies.value = energies.value is null ? one : energies.emitter.Add(energies.value, one);
        }
        energies.emitter.EmitAs(name, "Identity", [energies.value!]);
    }

    private string CotangentOf(EnergyTerm term) => term.Kind switch
    {
        // d (1/2 sum y^2) / dy = y
        EnergyKind.Activity when term is { Weight: 1, Channels.Count: 0 } => term.Tensor,
        EnergyKind.Activity => emitter.Mul(term.Tensor, Gain(term)),
        EnergyKind.Direction => emitter.Expand(Vector(term), emitter.Shape(term.Tensor)),
        _ => Nearest(term),
    };

    private string ValueOf(EnergyTerm term)
    {
        switch (term.Kind)
        {
            case EnergyKind.Activity when term.Channels.Count == 0:
                return emitter.Mul(Whole("ReduceSumSquare", term.Tensor), term.Weight / 2);
            case EnergyKind.Activity:
                return emitter.Mul(Whole("ReduceSum", emitter.Mul(emitter.Mul(term.Tensor, term.Tensor), Gain(term))), 0.5);
            case EnergyKind.Direction:
                return Whole("ReduceSum", emitter.Mul(term.Tensor, Vector(term)));
            default:
                return emitter.Mul(Whole("ReduceSum", emitter.Emit("ReduceMax", [Likeness(term), emitter.Ints(1)])), term.Weight);
        }
    }

    private string Whole(string op, string tensor) => emitter.Emit(op, [tensor], ("keepdims", 0L));

    /// <summary>Weight times 1 or 0 for each channel; the weight alone where all count.</summary>
    private string Gain(EnergyTerm term)
    {
        if (term.Channels.Count == 0) return emitter.Scalar(term.Weight);
        var channels = ChannelsOf(term);
        if (term.Channels.Where(c => c < 0 || c >= channels).Select(c => (int?)c).FirstOrDefault() is int outside)
            throw new UnsupportedModelException($"'{term.Tensor}' has the channels 0 to {channels - 1}; there is no channel {outside}.");
        var gain = new double[channels];
        foreach (var channel in term.Channels) gain[channel] = term.Weight;
        return Along(term, "gain", gain);
    }

    private string Vector(EnergyTerm term)
    {
        if (term.Values.Length != ChannelsOf(term))
            throw new UnsupportedModelException(
                $"'{term.Tensor}' has {ChannelsOf(term)} channels; a direction of {term.Values.Length} values does not fit.");
        return Along(term, "direction", [.. term.Values.ToArray().Select(v => v * term.Weight)]);
    }

    // The products with all features are one 1x1 Conv.
    private string Likeness(EnergyTerm term)
    {
        var (count, channels) = FeaturesOf(term);
        var name = graph.Fresh($"{term.Tensor}/guide");
        return emitter.Emit("Conv", [term.Tensor,
            emitter.Constant(name, [count, channels, 1, 1], [.. term.Values.ToArray().Select(v => (double)v)])]);
    }

    private string Nearest(EnergyTerm term)
    {
        var (count, channels) = FeaturesOf(term);
        var features = emitter.Constant(
            graph.Fresh($"{term.Tensor}/features"), [count, channels], [.. term.Values.ToArray().Select(v => v * term.Weight)]);
        var chosen = emitter.Emit("ArgMax", [Likeness(term)], ("axis", 1L), ("keepdims", 0L));
        return emitter.Emit("Transpose", [emitter.Emit("Gather", [features, chosen], ("axis", 0L))], ("perm", new long[] { 0, 3, 1, 2 }));
    }

    private (int Count, int Channels) FeaturesOf(EnergyTerm term)
    {
        var channels = ChannelsOf(term);
        if (shapes[term.Tensor]!.Length != 4)
            throw new UnsupportedModelException($"A guide needs a layer with rows and columns; '{term.Tensor}' has none.");
        if (term.Values.Length == 0 || term.Values.Length % channels != 0)
            throw new UnsupportedModelException(
                $"'{term.Tensor}' has {channels} channels; {term.Values.Length} values are no whole number of guide features.");
        return (term.Values.Length / channels, channels);
    }

    private int ChannelsOf(EnergyTerm term) => (int)(shapes.Channels(term.Tensor)
        ?? throw new UnsupportedModelException($"How many channels '{term.Tensor}' has cannot be told before running."));

    private string Along(EnergyTerm term, string what, double[] values) => emitter.Constant(
        graph.Fresh($"{term.Tensor}/{what}"),
        [1, values.Length, .. Enumerable.Repeat(1L, shapes[term.Tensor]!.Length - 2)],
        values);
}
