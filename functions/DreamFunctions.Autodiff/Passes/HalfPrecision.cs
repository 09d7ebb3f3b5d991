using System.Collections.Frozen;
using DreamFunctions.Autodiff.Graphs;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Mixed precision over a finished graph: products run in float16, and so does what only carries their results on; everything that
/// squares, sums over a picture, divides or takes roots stays in float32, the energy among it, and so do inputs and outputs
/// (Micikevicius et al., "Mixed Precision Training", 2018). Casts stand where the two meet, one a tensor and direction.
/// </summary>
internal sealed class HalfPrecision
{
    private const double MostOfHalf = 65504;
    private const double LeastOfHalf = 6.104e-5; // Normal numbers; below them digits are lost.

    /// <summary>What a GPU has units for, which add up in float32.</summary>
    private static readonly FrozenSet<string> Products = FrozenSet.Create("Conv", "ConvTranspose", "MatMul", "Gemm");

    /// <summary>What leaves values as they are, adds two, or passes the larger on.</summary>
    private static readonly FrozenSet<string> Carriers = FrozenSet.Create(
        "Add", "Concat", "DepthToSpace", "Expand", "Flatten", "Gather", "Identity", "MaxPool", "Neg", "Pad", "Relu", "Reshape", "Sign", "Slice",
        "SpaceToDepth", "Split", "Squeeze", "Sub", "Transpose", "Unsqueeze");

    private readonly WorkingGraph names;
    private readonly GraphProto graph;
    private readonly Dictionary<string, DataType> types;
    private readonly Dictionary<string, TensorProto> constants;
    private readonly List<NodeProto> nodes = [];

    /// <summary>Tensors that exist in float16, and their names there.</summary>
    private readonly Dictionary<string, string> halves = [];

    /// <summary>Tensors that exist under their own names.</summary>
    private readonly HashSet<string> whole;

    private readonly HashSet<string> squares = [];
    private readonly Dictionary<string, double> largest = [];

    /// <summary>Tensors whose values are at most 1 in size.</summary>
    private readonly HashSet<string> small = [];

    private HalfPrecision(WorkingGraph names, GraphProto graph)
    {
        (this.names, this.graph) = (names, graph);
        types = ElementTypes.Of(graph);
        constants = graph.Initializer.ToDictionary(t => t.Name);
        whole = [.. graph.Input.Select(i => i.Name), .. constants.Keys];
    }

    /// <summary>Changes a model whose image is float32.</summary>
    /// <param name="graph">What it was made of: gives new names.</param>
    /// <param name="model">The model.</param>
    public static void Apply(WorkingGraph graph, ModelProto model)
    {
        var pass = new HalfPrecision(graph, model.Graph);
        foreach (var node in model.Graph.Node) pass.Take(node);
        foreach (var output in model.Graph.Output) pass.Whole(output.Name);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(pass.nodes);
        var reads = pass.nodes.SelectMany(n => n.Input).ToHashSet();
        foreach (var unread in model.Graph.Initializer.Where(t => !reads.Contains(t.Name)).ToArray()) model.Graph.Initializer.Remove(unread);
    }

    private void Take(NodeProto node)
    {
        var inHalf = RunsInHalf(node);
        Note(node);
        for (var i = 0; i < node.Input.Count; i++)
        {
            var input = node.Input[i];
            if (types.GetValueOrDefault(input) == DataType.Float)
                node.Input[i] = inHalf ? Half(input) : node.OpType is "Shape" or "Size" && !whole.Contains(input) ? halves[input] : Whole(input);
        }
        for (var i = 0; i < node.Output.Count; i++)
        {
            var output = node.Output[i];
            if (inHalf && types.GetValueOrDefault(output) == DataType.Float) node.Output[i] = halves[output] = names.Fresh($"{output}/half");
            else whole.Add(output);
        }
        nodes.Add(node);
    }

    private bool RunsInHalf(NodeProto node)
    {
        if (types[node.Output[0]] != DataType.Float) return false;
        var reals = node.Input.Where(i => types.GetValueOrDefault(i) == DataType.Float).ToArray();
        if (Products.Contains(node.OpType)) return !reals.Any(squares.Contains) && reals.All(i => Fits(i, LeastOfHalf));
        if (node.OpType != "Mul" && !Carriers.Contains(node.OpType)) return false;
        // Of a product of two halves the size is anyone's guess; a mask only ever takes away.
        if (node.OpType == "Mul" && !reals.Any(small.Contains)) return false;
        return reals.Any(halves.ContainsKey) && reals.All(i => halves.ContainsKey(i) || small.Contains(i) || (constants.ContainsKey(i) && Fits(i, 0)));
    }

    private void Note(NodeProto node)
    {
        var output = node.Output[0];
        if (node.OpType == "Mul" && node.Input[0] == node.Input[1]) squares.Add(output);
        if (node.OpType is "Sign" or "Sigmoid" or "HardSigmoid"
            || (node.OpType == "Cast" && types.GetValueOrDefault(node.Input[0]) == DataType.Bool)
            || (node is { OpType: "Clip", Input: [_, var least, var most] } && IsSmall(least) && IsSmall(most)))
            small.Add(output);
    }

    private bool IsSmall(string tensor) => constants.ContainsKey(tensor) && Largest(tensor) <= 1;

    /// <summary>Whether a constant's largest value lies within float16; what is computed is taken to.</summary>
    private bool Fits(string tensor, double least) =>
        !constants.ContainsKey(tensor) || Largest(tensor) is 0 || (Largest(tensor) >= least && Largest(tensor) <= MostOfHalf);

    private double Largest(string constant) => largest.TryGetValue(constant, out var known) ? known
        : largest[constant] = Tensors.Reals(constants[constant]).Select(Math.Abs).DefaultIfEmpty().Max();

    private string Half(string tensor)
    {
        if (halves.TryGetValue(tensor, out var half)) return half;
        half = halves[tensor] = names.Fresh($"{tensor}/half");
        if (constants.TryGetValue(tensor, out var constant))
            graph.Initializer.Add(Tensors.Of(half, DataType.Float16, [.. constant.Dims], Tensors.Reals(constant)));
        else
            Cast(tensor, half, DataType.Float16);
        return half;
    }

    private string Whole(string tensor)
    {
        if (whole.Add(tensor)) Cast(halves[tensor], tensor, DataType.Float);
        return tensor;
    }

    private void Cast(string from, string to, DataType type)
    {
        var cast = new NodeProto { OpType = "Cast", Name = names.Fresh($"{to}/cast") };
        cast.Input.Add(from);
        cast.Output.Add(to);
        nodes.Add(cast.Set("to", (long)type));
    }
}
