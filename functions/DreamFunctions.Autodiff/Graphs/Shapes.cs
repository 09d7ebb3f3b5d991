using Onnx;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// What can be known of the tensors' shapes before running: ranks, channel counts, and symbols for the free sides. A tensor whose
/// rank is not known has no entry; rules then ask at run time.
/// </summary>
internal sealed class Shapes
{
    private readonly Dictionary<string, Dim[]> known = [];
    private readonly WorkingGraph graph;

    private Shapes(WorkingGraph graph) => this.graph = graph;

    public Dim[]? this[string tensor] => known.GetValueOrDefault(tensor);

    /// <summary>Number of channels (axis 1), where it is known.</summary>
    public long? Channels(string tensor) => this[tensor] is { Length: >= 2 } dims ? dims[1].Known : null;

    public static Shapes Of(WorkingGraph graph)
    {
        var shapes = new Shapes(graph);
        foreach (var (name, tensor) in graph.Constants) shapes.known[name] = [.. tensor.Dims.Select(Dim.Of)];
        shapes.known[graph.ImageName] = [.. graph.Image.Type.TensorType.Shape?.Dim.Select((d, i) =>
            d.DimValue > 0 ? Dim.Of(d.DimValue)
            : Dim.Named(d.DimParam is { Length: > 0 } p ? p : $"{graph.ImageName}:{i}")) ?? []];
        if (graph.Image.Type.TensorType.Shape is null) shapes.known.Remove(graph.ImageName);
        foreach (var node in graph.Nodes) shapes.Infer(node);
        return shapes;
    }

    private void Infer(NodeProto node)
    {
        if (node.Input.Count == 0) return;
        if (node.OpType == "Split") InferSplit(node);
        else if (Result(node) is { } dims)
        {
            known[node.Output[0]] = dims;
            if (node.OpType == "MaxPool" && node.Output.Count > 1) known[node.Output[1]] = dims;
        }
    }

    private Dim[]? Result(NodeProto node)
    {
        var x = this[node.Input[0]];
        switch (node.OpType)
        {
            case "Shape":
                return x is null ? null : [Dim.Of(x.Length)];
            case "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Sum" or "Mean" or "Where" or "PRelu"
                or "Greater" or "Less" or "Equal":
                return node.Input.Select(i => this[i]).Aggregate(Broadcast);
            case "Reshape" when graph.Constants.TryGetValue(node.Input[1], out var shape):
                return [.. Tensors.Longs(shape).Select((n, i) =>
                    n > 0 ? Dim.Of(n) : n == 0 && x?.Length > i ? x[i] : Free(node, i))];
            case "Flatten":
                if (x is null) return null;
                var split = Axis(node.Int("axis", 1), x.Length);
                return [Product(node, 0, x[..split]), Product(node, 1, x[split..])];
            case "Gemm":
                return x is not { Length: 2 } || this[node.Input[1]] is not { Length: 2 } b ? null
                    : [node.Int("transA", 0) == 0 ? x[0] : x[1], node.Int("transB", 0) == 0 ? b[1] : b[0]];
            case "MatMul":
                return MatMul(x, this[node.Input[1]]);
        }
        if (x is null) return null;
        switch (node.OpType)
        {
            case "Conv":
                return this[node.Input[1]] is { } w
                    ? [x[0], w[0], .. Windows(node, x, [.. w.Skip(2).Select(d => d.Known ?? 1)])] : null;
            case "ConvTranspose":
                return this[node.Input[1]] is { Length: >= 2 } u
                    ? [x[0], u[1].Known is long m ? Dim.Of(m * node.Int("group", 1)) : Free(node, 1),
                        .. x.Skip(2).Select((_, i) => Free(node, i + 2))]
                    : null;
            case "MaxPool" or "AveragePool" or "LpPool":
                return [x[0], x[1], .. Windows(node, x, node.Ints("kernel_shape") ?? [])];
            case "GlobalAveragePool" or "GlobalMaxPool":
                return [x[0], x[1], .. x.Skip(2).Select(_ => Dim.Of(1))];
            case "Concat":
                return Concat(node, Axis(node.Int("axis", 1), x.Length), x.Length);
            case "Transpose":
                return node.Ints("perm") is { } perm ? [.. perm.Select(i => x[i])] : [.. Enumerable.Reverse(x)];
            case "Unsqueeze" when Constant(node, 1) is { } added:
                return Unsqueeze(x, added);
            case "Squeeze" when node.Input.Count == 1:
                return x.All(d => d.Known is not null) ? [.. x.Where(d => !d.IsOne)] : null;
            case "Squeeze" when Constant(node, 1) is { } removed:
                return [.. x.Where((_, i) => !removed.Any(a => Axis(a, x.Length) == i))];
            case "ReduceSum" or "ReduceMean" or "ReduceSumSquare":
                return Reduce(node, x);
            case "Slice" or "Pad":
                return [.. x.Select((_, i) => Free(node, i))];
            case "Softmax" or "LogSoftmax" or "LRN" or "BatchNormalization" or "Dropout" or "Identity" or "Cast" or "Relu"
                or "LeakyRelu" or "Elu" or "Softplus" or "Sigmoid" or "Tanh" or "Clip" or "Exp" or "Log" or "Sqrt"
                or "Neg" or "Abs" or "Reciprocal" or "Sign" or "InstanceNormalization":
                return x;
            default:
                return null;
        }
    }

    private static IEnumerable<Dim> Windows(NodeProto node, Dim[] x, long[] kernel)
    {
        var n = x.Length - 2;
        if (kernel.Length != n || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            return x.Skip(2).Select((_, i) => Free(node, i + 2));
        var (strides, dilations, pads) = (node.Ints("strides", n, 1), node.Ints("dilations", n, 1), node.Ints("pads", 2 * n, 0));
        var ceil = node.Int("ceil_mode", 0);
        return Enumerable.Range(0, n).Select(i => x[2 + i].Windowed(
            pads[i] + pads[n + i] - (kernel[i] - 1) * dilations[i] - 1 + ceil * (strides[i] - 1), strides[i]));
    }

    private Dim[]? Concat(NodeProto node, int axis, int rank)
    {
        var inputs = node.Input.Select(i => this[i]).ToArray();
        if (inputs.Any(d => d?.Length != rank)) return null;
        var sum = inputs.All(d => d![axis].Known is not null) ? Dim.Of(inputs.Sum(d => d![axis].Known!.Value)) : Free(node, axis);
        return [.. inputs[0]!.Select((d, i) => i == axis ? sum : d)];
    }

    private void InferSplit(NodeProto node)
    {
        if (this[node.Input[0]] is not { } x) return;
        var axis = Axis(node.Int("axis", 0), x.Length);
        var sizes = Constant(node, 1);
        for (var k = 0; k < node.Output.Count; k++)
            known[node.Output[k]] = [.. x.Select((d, i) => i != axis ? d
                : sizes is not null ? Dim.Of(sizes[k])
                : d.Known % node.Output.Count == 0 ? Dim.Of(d.Known!.Value / node.Output.Count)
                : Dim.Named($"{node.Output[k]}:{i}"))];
    }

    private Dim[]? Reduce(NodeProto node, Dim[] x)
    {
        var keep = node.Int("keepdims", 1) != 0;
        if (node.Input.Count > 1 && Constant(node, 1) is null) return null;
        var axes = Constant(node, 1)?.Select(a => Axis(a, x.Length)).ToArray() ?? [.. Enumerable.Range(0, x.Length)];
        return keep ? [.. x.Select((d, i) => axes.Contains(i) ? Dim.Of(1) : d)] : [.. x.Where((_, i) => !axes.Contains(i))];
    }

    private static Dim[] Unsqueeze(Dim[] x, long[] axes)
    {
        var rank = x.Length + axes.Length;
        var at = axes.Select(a => Axis(a, rank)).ToHashSet();
        var rest = new Queue<Dim>(x);
        return [.. Enumerable.Range(0, rank).Select(i => at.Contains(i) ? Dim.Of(1) : rest.Dequeue())];
    }

    private static Dim[]? MatMul(Dim[]? a, Dim[]? b) => a is { Length: >= 2 } && b is { Length: >= 2 }
        && Broadcast(a[..^2], b[..^2]) is { } batch ? [.. batch, a[^2], b[^1]] : null;

    private static Dim[]? Broadcast(Dim[]? a, Dim[]? b)
    {
        if (a is null || b is null) return null;
        if (a.Length < b.Length) (a, b) = (b, a);
        var gap = a.Length - b.Length;
        return [.. a.Select((d, i) => i < gap || b[i - gap].IsOne || d == b[i - gap] ? d
            : d.IsOne || b[i - gap].Known is not null ? b[i - gap]
            : d.Known is not null ? d : Dim.Named($"max({d},{b[i - gap]})"))];
    }

    private long[]? Constant(NodeProto node, int input) =>
        node.Input.Count > input && graph.Constants.TryGetValue(node.Input[input], out var t) ? Tensors.Longs(t) : null;

    private static Dim Product(NodeProto node, int axis, Dim[] dims) => dims.All(d => d.Known is not null)
        ? Dim.Of(dims.Aggregate(1L, (n, d) => n * d.Known!.Value))
        : dims.Length == 1 ? dims[0] : Free(node, axis);

    private static Dim Free(NodeProto node, int axis) => Dim.Named($"{node.Output[0]}:{axis}");

    private static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
