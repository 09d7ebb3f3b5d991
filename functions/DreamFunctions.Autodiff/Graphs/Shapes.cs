using Onnx;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// What can be known of the tensors' shapes before running: ranks, channel counts, and symbols for the free sides. A tensor whose
/// rank is not known has no entry; rules then ask at run time.
/// </summary>
internal sealed class Shapes
{
    private static readonly HashSet<string> SameShape =
    [
        "Identity", "Cast", "Dropout", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Not", "Exp", "Log", "Sqrt", "Reciprocal", "Erf",
        "Clip", "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Celu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSigmoid",
        "HardSwish", "Mish", "Gelu", "Softmax", "LogSoftmax", "LRN", "BatchNormalization", "InstanceNormalization",
        "LayerNormalization", "GroupNormalization",
    ];

    private readonly Dictionary<string, Dim[]> known = [];
    private readonly WorkingGraph graph;

    private Shapes(WorkingGraph graph) => (this.graph, Numbers) = (graph, new WholeNumbers(graph));

    /// <summary>What is known of the numbers that the net computes shapes with.</summary>
    public WholeNumbers Numbers { get; }

    public Dim[]? this[string tensor] => known.GetValueOrDefault(tensor);

    /// <summary>Number of channels (axis 1), where it is known.</summary>
    public long? Channels(string tensor) => this[tensor] is { Length: >= 2 } dims ? dims[1].Known : null;

    /// <summary>Whether the tensor's sides beyond batch and channels are known to be these.</summary>
    public bool HasSides(string tensor, IEnumerable<Dim> sides) => this[tensor] is { Length: > 2 } dims && dims.Skip(2).SequenceEqual(sides);

    public static Shapes Of(WorkingGraph graph)
    {
        var shapes = new Shapes(graph);
        foreach (var (name, tensor) in graph.Constants) shapes.known[name] = [.. tensor.Dims.Select(Dim.Of)];
        shapes.known[graph.ImageName] = [.. graph.Image.Type.TensorType.Shape?.Dim.Select((d, i) =>
            d.DimValue > 0 ? Dim.Of(d.DimValue)
            : Dim.Named(d.DimParam is { Length: > 0 } p ? p : $"{graph.ImageName}:{i}", i >= 2 ? graph.SidesMultipleOf : 1)) ?? []];
        if (graph.Image.Type.TensorType.Shape is null) shapes.known.Remove(graph.ImageName);
        foreach (var node in graph.Nodes) shapes.Infer(node);
        return shapes;
    }

    private void Infer(NodeProto node)
    {
        if (node.Input.Count == 0) return;
        Numbers.Infer(node, tensor => this[tensor]);
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
                or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Equal" or "And" or "Or":
                return node.Input.Select(i => this[i]).Aggregate(Broadcast);
            case "Reshape":
                return Numbers[node.Input[1]] is { } shape ? Reshape(node, x, shape) : null;
            case "Expand":
                return Numbers[node.Input[1]] is { } stretched ? Broadcast(x, stretched) : null;
            case "ConstantOfShape":
                return Numbers[node.Input[0]];
            case "Range":
                return [Numbers[node.Output[0]] is { } range ? Dim.Of(range.Length) : Free(node, 0)];
            case "Size":
                return [];
            case "Flatten":
                if (x is null) return null;
                var split = Axis(node.Int("axis", 1), x.Length);
                return [Dim.Times(x[..split]), Dim.Times(x[split..])];
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
            case "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool":
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
            case var reduction when reduction.StartsWith("Reduce", StringComparison.Ordinal):
                return Reduce(node, x);
            case "Gather" when this[node.Input[1]] is { } at && Axis(node.Int("axis", 0), x.Length) is var axis:
                return [.. x[..axis], .. at, .. x[(axis + 1)..]];
            case "Slice":
                return Slice(node, x);
            case "Pad":
                return Pad(node, x);
            case "Tile":
                return [.. x.Select((d, i) => Numbers[node.Input[1]]?[i] is { } times ? d.Combined("Mul", times)!.Value : Free(node, i))];
            case "Resize":
                return Resize(node, x);
            case "DepthToSpace" when x.Length == 4 && node.Int("blocksize", 1) is var b:
                return [x[0], x[1].Combined("Div", Dim.Of(b * b)) ?? Free(node, 1),
                    .. x.Skip(2).Select(d => d.Combined("Mul", Dim.Of(b))!.Value)];
            case "SpaceToDepth" when x.Length == 4 && node.Int("blocksize", 1) is var b:
                return [x[0], x[1].Combined("Mul", Dim.Of(b * b))!.Value,
                    .. x.Skip(2).Select((d, i) => d.Combined("Div", Dim.Of(b)) ?? Free(node, i + 2))];
            case var same when SameShape.Contains(same):
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
        // One free side and numbers beside it, as where a class token is joined to the pixels: "n" and 1 are "n+1".
        Dim? known = Dim.Of(0);
        foreach (var d in inputs) known = known?.Combined("Add", d![axis]);
        var sum = known ?? Free(node, axis);
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

    /// <summary>The side given as -1 is what of the input's sides the others leave.</summary>
    private static Dim[] Reshape(NodeProto node, Dim[]? x, Dim[] shape)
    {
        Dim[] result = [.. shape.Select((d, i) => d.Known == 0 && node.Int("allowzero", 0) == 0 && x?.Length > i ? x[i] : d)];
        var rest = Array.FindIndex(result, d => d.Known == -1);
        if (rest < 0) return result;
        var left = x?.ToList() ?? [Free(node, rest)];
        var others = 1L;
        foreach (var (d, i) in result.Select((d, i) => (d, i)))
            if (i != rest && !left.Remove(d)) others = d.Known is long n ? others * n : 0;
        var number = left.Aggregate(1L, (n, d) => n * (d.Known ?? 1));
        result[rest] = x is null || others == 0 || number % others != 0 ? Free(node, rest)
            : Dim.Times([.. left.Where(d => d.Known is null), Dim.Of(number / others)]);
        return result;
    }

    private Dim[] Slice(NodeProto node, Dim[] x)
    {
        var (from, to) = (Constant(node, 1), Constant(node, 2));
        if (from is null || node.Input.Count > 3 && Constant(node, 3) is null) return [.. x.Select((_, i) => Free(node, i))];
        var axes = Constant(node, 3) ?? [.. Enumerable.Range(0, from.Length).Select(i => (long)i)];
        var steps = node.Input.Count > 4 ? Constant(node, 4) : [.. axes.Select(_ => 1L)];
        Dim[] result = [.. x];
        foreach (var (axis, i) in axes.Select((a, i) => (Axis(a, x.Length), i)))
        {
            long At(long v, long n) => Math.Clamp(v < 0 ? v + n : v, 0, n);
            result[axis] = x[axis].Known is long side && to is not null && steps?[i] == 1
                ? Dim.Of(Math.Max(0, At(to[i], side) - At(from[i], side))) : Free(node, axis);
        }
        return result;
    }

    private Dim[] Pad(NodeProto node, Dim[] x)
    {
        if (node.Input.Count > 3 && node.Input[3].Length > 0 && Constant(node, 3) is null) return [.. x.Select((_, i) => Free(node, i))];
        var pads = Constant(node, 1);
        var axes = Constant(node, 3) ?? [.. Enumerable.Range(0, x.Length).Select(i => (long)i)];
        Dim[] result = [.. x];
        foreach (var (axis, i) in axes.Select((a, i) => (Axis(a, x.Length), i)))
            result[axis] = pads is null ? Free(node, axis) : x[axis].Plus(pads[i] + pads[axes.Length + i]);
        return result;
    }

    private Dim[] Resize(NodeProto node, Dim[] x)
    {
        var axes = node.Ints("axes") ?? [.. Enumerable.Range(0, x.Length).Select(i => (long)i)];
        var scales = node.Input.Count > 2 && graph.Constants.TryGetValue(node.Input[2], out var t) ? Tensors.Reals(t) : [];
        var sizes = node.Input.Count > 3 ? Numbers[node.Input[3]] : null;
        Dim[] result = [.. x.Select((d, i) => axes.Contains(i) || axes.Contains(i - x.Length) ? Free(node, i) : d)];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = Axis(axes[i], x.Length);
            if (sizes is not null && node.Text("keep_aspect_ratio_policy", "stretch") == "stretch") result[axis] = sizes[i];
            else if (i < scales.Length && scales[i] == Math.Floor(scales[i])) result[axis] = x[axis].Combined("Mul", Dim.Of((long)scales[i]))!.Value;
            else if (i < scales.Length && x[axis].Known is long n) result[axis] = Dim.Of((long)Math.Floor(n * (float)scales[i]));
        }
        return result;
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
        node.Input.Count > input && node.Input[input].Length > 0 && graph.Constants.TryGetValue(node.Input[input], out var t) ? Tensors.Longs(t) : null;

    private static Dim Free(NodeProto node, int axis) => Dim.Named($"{node.Output[0]}:{axis}");

    private static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
