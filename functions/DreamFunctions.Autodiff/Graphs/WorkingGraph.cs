using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// The part of a model between its image and a target, as a copy that passes and rules may change: nodes in running order,
/// constants by name, one element type.
/// </summary>
internal sealed class WorkingGraph
{
    private readonly HashSet<string> names = [];
    private readonly Dictionary<NodeProto, List<NodeProto>> lowered = new(ReferenceEqualityComparer.Instance);

    public required ValueInfoProto Image { get; init; }

    /// <summary>What is asked of the net, at least one tensor.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>What the image's sides are multiples of.</summary>
    public long SidesMultipleOf { get; init; } = 1;

    /// <summary>Operator set of the standard operators in <see cref="Nodes"/>.</summary>
    public long Opset { get; set; }

    public long IrVersion { get; set; }

    public DataType ElementType => (DataType)Image.Type.TensorType.ElemType;

    public List<NodeProto> Nodes { get; } = [];

    public Dictionary<string, TensorProto> Constants { get; } = [];

    public string ImageName => Image.Name;

    /// <summary>
    /// Cuts a model down to the nodes between its image and the targets. The model stays as it is; weights are shared with it, not
    /// copied, because no pass writes into a tensor.
    /// </summary>
    public static WorkingGraph Cut(ModelProto model, IReadOnlyList<string> targets, long sidesMultipleOf = 1)
    {
        var graph = model.Graph ?? throw new UnsupportedModelException("The model holds no graph.");
        var constants = new Dictionary<string, TensorProto>();
        var producers = new Dictionary<string, NodeProto>();
        foreach (var tensor in graph.Initializer) constants[tensor.Name] = tensor;
        foreach (var node in graph.Node)
        {
            // A Constant node is an initialiser written differently; rules only want to know one of the two.
            if (node.OpType == "Constant" && ConstantTensor(node) is { } tensor) constants[node.Output[0]] = tensor;
            else
                foreach (var output in node.Output.Where(o => o.Length > 0)) producers[output] = node;
        }
        if (targets.FirstOrDefault(name => !producers.ContainsKey(name)) is { } missing)
            throw UnknownTargetException.For(missing, [.. graph.Node.SelectMany(n => n.Output).Where(producers.ContainsKey)]);

        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var reads = new HashSet<string>();
        var open = new Stack<string>(targets);
        while (open.TryPop(out var name))
        {
            if (!reads.Add(name) || !producers.TryGetValue(name, out var node) || !needed.Add(node)) continue;
            foreach (var input in node.Input.Where(i => i.Length > 0)) open.Push(input);
        }

        // Old models also list their initialisers as inputs; only what has no value is an input.
        var inputs = graph.Input.Where(i => reads.Contains(i.Name) && !constants.ContainsKey(i.Name)).ToArray();
        if (inputs.Length != 1)
            throw UnknownTargetException.NotFromImage(targets[0],
                inputs.Length == 0 ? "no input" : string.Join(", ", inputs.Select(i => i.Name)), [.. producers.Keys]);
        var image = inputs[0].Clone();
        if ((DataType)(image.Type?.TensorType?.ElemType ?? 0) is not (DataType.Float or DataType.Double))
            throw new UnsupportedModelException($"The input '{image.Name}' must hold float or double numbers.");

        var cut = new WorkingGraph
        {
            Image = image,
            Targets = targets,
            SidesMultipleOf = sidesMultipleOf,
            IrVersion = model.IrVersion,
            Opset = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 1,
        };
        cut.Nodes.AddRange(graph.Node.Where(needed.Contains).Select(n => n.Clone()));
        foreach (var (name, tensor) in constants.Where(c => reads.Contains(c.Key)))
        {
            Tensors.RefuseExternalData(tensor);
            cut.Constants[name] = tensor;
        }
        cut.names.UnionWith(producers.Keys);
        cut.names.UnionWith(constants.Keys);
        cut.names.Add(image.Name);
        return cut;
    }

    /// <summary>A name that no tensor has yet, the wished one where possible.</summary>
    public string Fresh(string wish)
    {
        var name = wish;
        for (var i = 2; !names.Add(name); i++) name = $"{wish}_{i}";
        return name;
    }

    public bool IsTaken(string name) => names.Contains(name);

    public IEnumerable<NodeProto> ConsumersOf(string tensor) => Nodes.Where(n => n.Input.Contains(tensor));

    public NodeProto? ProducerOf(string tensor) => Nodes.FirstOrDefault(n => n.Output.Contains(tensor));

    /// <summary>Puts other nodes in a node's place.</summary>
    public void Replace(NodeProto node, IEnumerable<NodeProto> others)
    {
        var at = Nodes.IndexOf(node);
        Nodes.RemoveAt(at);
        Nodes.InsertRange(at, others);
    }

    /// <summary>
    /// Says that a node is to be run as these smaller ones. The node itself stays for the sweep, whose rule for it is better than
    /// the sum of the rules of its parts.
    /// </summary>
    public void Lower(NodeProto node, List<NodeProto> parts) => lowered[node] = parts;

    /// <summary>The nodes as they are run.</summary>
    public IEnumerable<NodeProto> Running => Nodes.SelectMany(n => lowered.TryGetValue(n, out var parts) ? parts : [n]);

    /// <summary>Whether the tensor is read as it is by anything but the node given, or is a target.</summary>
    public bool IsReadElsewhere(string tensor, NodeProto reader) =>
        Targets.Contains(tensor) || Nodes.Any(n => !ReferenceEquals(n, reader) && n.Input.Contains(tensor));

    /// <summary>Removes nodes that nothing reads any more.</summary>
    public void DropUnread()
    {
        var needed = NeededFor(Targets, Nodes);
        Nodes.Clear();
        Nodes.AddRange(needed);
    }

    /// <summary>Those of the nodes, in running order, that some tensors are computed by.</summary>
    public static List<NodeProto> NeededFor(IEnumerable<string> tensors, IEnumerable<NodeProto> nodes)
    {
        var reads = new HashSet<string>(tensors);
        var needed = new List<NodeProto>();
        foreach (var node in nodes.Reverse())
        {
            if (!node.Output.Any(reads.Contains)) continue;
            reads.UnionWith(node.Input);
            needed.Add(node);
        }
        needed.Reverse();
        return needed;
    }

    /// <summary>The model: forward nodes (lowered), then the nodes given, then what neither needs removed.</summary>
    public ModelProto ToModel(IEnumerable<NodeProto> more, IReadOnlyList<ValueInfoProto> outputs)
    {
        var kept = NeededFor(outputs.Select(o => o.Name), Running.Concat(more));
        var reads = kept.SelectMany(n => n.Input).ToHashSet();

        var model = new ModelProto { IrVersion = Math.Max(IrVersion, 8), ProducerName = "DreamFunctions.Autodiff" };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.Graph = new GraphProto { Name = string.Join(' ', Targets) };
        model.Graph.Input.Add(Image);
        model.Graph.Output.AddRange(outputs);
        model.Graph.Node.AddRange(kept);
        foreach (var (name, tensor) in Constants.Where(c => reads.Contains(c.Key)).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            // A clone only where the name differs: the bytes of the weights are shared either way.
            var copy = tensor.Clone();
            copy.Name = name;
            model.Graph.Initializer.Add(copy);
        }
        return model;
    }

    private static TensorProto? ConstantTensor(NodeProto node)
    {
        var name = node.Output[0];
        if (node.Find("value")?.T is { } tensor) return tensor;
        if (node.Find("value_float") is { } real) return Tensors.Of(name, DataType.Float, [], [real.F]);
        if (node.Find("value_floats") is { } reals)
            return Tensors.Of(name, DataType.Float, [reals.Floats.Count], [.. reals.Floats.Select(f => (double)f)]);
        if (node.Find("value_int") is { } whole) return Tensors.Of(name, [], [whole.I]);
        if (node.Find("value_ints") is { } wholes) return Tensors.Of(name, [wholes.Ints.Count], [.. wholes.Ints]);
        return null;
    }
}
