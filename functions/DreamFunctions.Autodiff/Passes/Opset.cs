using DreamFunctions.Autodiff.Graphs;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Passes;

/// <summary>
/// Lifts a model to operator set 18 (ScatterElements adds since then). Since the old sets some attributes have become inputs
/// and a few defaults have changed; each change is written out here for the operators that can lie on the way, with the set
/// that made it.
/// </summary>
internal static class Opset
{
    public const long Modern = 18;

    public static void Lift(WorkingGraph graph)
    {
        var from = graph.Opset;
        if (from >= Modern) return;
        var shapes = from < 13 ? Shapes.Of(graph) : null;
        foreach (var node in graph.Nodes.ToArray()) Lift(graph, node, from, shapes);
        graph.Opset = Modern;
    }

    private static void Lift(WorkingGraph graph, NodeProto node, long from, Shapes? shapes)
    {
        switch (node.OpType)
        {
            case "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Gemm" or "PRelu" when from < 7:
                if (node.Int("broadcast", 0) != 0 && node.Has("axis")) AlignAxis(graph, node);
                node.Remove("broadcast");
                node.Remove("axis");
                break;
            case "Reshape" when from < 5:
                ToInput(graph, node, "shape", 1);
                break;
            case "Concat" when from < 4 && !node.Has("axis"):
                node.Set("axis", 1L);
                break;
            case "Slice" when from < 10:
                ToInput(graph, node, "starts", 1);
                ToInput(graph, node, "ends", 2);
                ToInput(graph, node, "axes", 3);
                break;
            case "Pad" when from < 11:
                var value = node.Real("value", 0);
                ToInput(graph, node, node.Has("paddings") ? "paddings" : "pads", 1);
                RealToInput(graph, node, "value", value, 2);
                break;
            case "Clip" when from < 11:
                if (node.Has("min")) RealToInput(graph, node, "min", node.Real("min", 0), 1);
                if (node.Has("max")) RealToInput(graph, node, "max", node.Real("max", 0), 2);
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when from < 13:
                ToInput(graph, node, "axes", 1);
                break;
            case "ReduceMean" or "ReduceSumSquare" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1" or "ReduceL2"
                or "ReduceLogSum" or "ReduceLogSumExp":
                ToInput(graph, node, "axes", 1);
                break;
            case "Split":
                if (from < 13) ToInput(graph, node, "split", 1);
                if (node.Input.Count < 2) node.Set("num_outputs", (long)node.Output.Count);
                break;
            case "Softmax" or "LogSoftmax" when from < 13:
                Softmax(graph, node, shapes![node.Input[0]]?.Length);
                break;
            case "BatchNormalization" or "Dropout" or "AveragePool" or "MaxPool":
                foreach (var gone in new[] { "spatial", "is_test", "consumed_inputs" }) node.Remove(gone);
                break;
            case "Relu" or "Sigmoid" or "Tanh" or "Exp" or "Log" or "Sqrt" or "Neg" or "Abs"
                or "LeakyRelu" or "Elu" or "Sum" or "Mean":
                node.Remove("consumed_inputs");
                break;
            case "Upsample" or "Resize" when from < 11:
                Resize(graph, node);
                break;
            case "Upsample" or "Scatter":
                throw new UnsupportedModelException(
                    $"{node.OpType} (node '{node.Label()}') of operator set {from} was withdrawn; export the model anew.");
        }
    }

    /// <summary>Before set 11 the corner of a pixel was its place: x' = x / scale, rounded down, or up to make smaller.</summary>
    private static void Resize(WorkingGraph graph, NodeProto node)
    {
        if (node.Find("scales") is { } given)
        {
            node.Remove("scales");
            var name = graph.Fresh($"{node.Output[0]}/scales");
            graph.Constants[name] = Tensors.Of(name, DataType.Float, [given.Floats.Count], [.. given.Floats.Select(f => (double)f)]);
            SetInput(node, 1, name);
        }
        var shrinks = graph.Constants.TryGetValue(node.Input[1], out var scales) && Tensors.Reals(scales).Any(v => v < 1);
        node.OpType = "Resize";
        node.Input.Insert(1, "");
        node.Set("coordinate_transformation_mode", "asymmetric");
        if (node.Text("mode", "nearest") == "nearest") node.Set("nearest_mode", shrinks ? "ceil" : "floor");
    }

    private static void ToInput(WorkingGraph graph, NodeProto node, string attribute, int input)
    {
        if (node.Ints(attribute) is not { } values) return;
        node.Remove(attribute);
        var name = graph.Fresh($"{node.Output[0]}/{attribute}");
        graph.Constants[name] = Tensors.Of(name, [values.Length], values);
        SetInput(node, input, name);
    }

    private static void RealToInput(WorkingGraph graph, NodeProto node, string attribute, double value, int input)
    {
        node.Remove(attribute);
        var name = graph.Fresh($"{node.Output[0]}/{attribute}");
        graph.Constants[name] = Tensors.Of(name, graph.ElementType, [], [value]);
        SetInput(node, input, name);
    }

    private static void SetInput(NodeProto node, int input, string name)
    {
        while (node.Input.Count <= input) node.Input.Add("");
        node.Input[input] = name;
    }

    /// <summary>Before set 7 the second operand was laid along a given axis; now it needs ones after it.</summary>
    private static void AlignAxis(WorkingGraph graph, NodeProto node)
    {
        var rank = Shapes.Of(graph)[node.Input[0]]?.Length ?? 4;
        if (!graph.Constants.TryGetValue(node.Input[1], out var b))
            throw new UnsupportedModelException(
                $"{node.OpType} (node '{node.Label()}') broadcasts along an axis; only constants may here.");
        var copy = b.Clone();
        copy.Name = graph.Fresh($"{b.Name} aligned");
        while (node.Int("axis", 0) + copy.Dims.Count < rank) copy.Dims.Add(1);
        graph.Constants[copy.Name] = copy;
        node.Input[1] = copy.Name;
    }

    /// <summary>Before set 13 a softmax ran over all axes from the given one on (1 unless told), taken as one.</summary>
    private static void Softmax(WorkingGraph graph, NodeProto node, int? rank)
    {
        var axis = node.Int("axis", 1);
        node.Set("axis", -1L);
        if (axis == -1 || axis == rank - 1) return;
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, node.Output[0], nodes);
        var flat = e.Emit("Flatten", [node.Input[0]], ("axis", axis));
        var soft = e.Emit(node.OpType, [flat], ("axis", -1L));
        e.EmitAs(node.Output[0], "Reshape", [soft, e.Shape(node.Input[0])]);
        graph.Replace(node, nodes);
    }
}
