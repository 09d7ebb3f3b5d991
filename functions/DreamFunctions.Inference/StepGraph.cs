using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Inference;

/// <summary>
/// An iteration of the ascent as one graph around a gradient graph: plane in, plane out. It cuts the window out, shifted, and gives
/// it to the net as <see cref="PixelCodec"/> would; the gradient comes back to the plane's place, is normalised, added and clipped.
/// All sides are constants, so that the runtime fuses as if it had seen the sizes. The figures are those of
/// <see cref="IClimb.Advance"/>, worked out in double as there.
/// </summary>
internal sealed class StepGraph
{
    /// <summary>Input and output: RGB, 0..255; 1, 3, height, width.</summary>
    public const string Plane = "step/plane";

    /// <summary>Output: the plane after the step.</summary>
    public const string Next = "step/next";

    /// <summary>Output: the sum of |gradient| over the kept pixels, a double.</summary>
    public const string Sum = "step/sum";

    /// <summary>Input: where things are in the plane, row and column: the window's begin, the kept pixels' begin and end.</summary>
    public const string Places = "step/places";

    /// <summary>Input: level, what it was at the start, length, number of kept values; doubles.</summary>
    public const string Figures = "step/figures";

    private readonly GraphProto graph;

    private StepGraph(GraphProto graph) => this.graph = graph;

    /// <summary>The graph as bytes.</summary>
    /// <param name="gradient">Image in, gradient out.</param>
    /// <param name="codec">Between pixels and what the net reads.</param>
    /// <param name="plane">The plane's size.</param>
    /// <param name="window">The window's.</param>
    public static byte[] Build(NetGraph gradient, PixelCodec codec, Size plane, Size window)
    {
        var model = ModelProto.Parser.ParseFrom(gradient.Bytes);
        var step = new StepGraph(model.Graph);
        var net = model.Graph.Node.ToArray();
        model.Graph.Node.Clear();
        model.Graph.Input.Clear();
        model.Graph.Output.Clear();
        step.Take(Plane, DataType.Float, 1, 3, plane.Height, plane.Width);
        step.Take(Places, DataType.Int64, 6);
        step.Take(Figures, DataType.Double, 4);
        step.Look(gradient.Input, codec, window);
        model.Graph.Node.AddRange(net);
        step.Climb(codec, plane, window);
        step.Give(Next, DataType.Float, 1, 3, plane.Height, plane.Width);
        step.Give(Sum, DataType.Double);
        return model.ToByteArray();
    }

    private void Look(string image, PixelCodec codec, Size window)
    {
        var begin = Part(Places, 0, 2);
        var cut = Node("Slice", [Plane, begin, Node("Add", [begin, Whole(window.Height, window.Width)]), Whole(2, 3)]);
        var seen = Ordered(Node("Reshape", [cut, Whole(1, 3, window.Height, window.Width)]), codec);
        var centred = Node("Sub", [seen, Reals(DataType.Float, [1, 3, 1, 1], [.. codec.Mean])]);
        Named(image, "Mul", [centred, Reals(DataType.Float, [], [codec.Scale])]);
    }

    private void Climb(PixelCodec codec, Size plane, Size window)
    {
        var gradient = Ordered(Node("Mul", [GradientGraph.Gradient, Reals(DataType.Float, [], [codec.Scale])]), codec);
        var before = Part(Places, 0, 2);
        var after = Node("Sub", [Whole(plane.Height - window.Height, plane.Width - window.Width), before]);
        var climb = Node("Pad", [gradient, Node("Concat", [before, after], ("axis", 0)), "", Whole(2, 3)]);
        var kept = Node("Slice", [climb, Part(Places, 2, 4), Part(Places, 4, 6), Whole(2, 3)]);
        var absolute = Node("Cast", [Node("Abs", [kept])], ("to", (long)DataType.Double));
        Named(Sum, "ReduceSum", [absolute], ("keepdims", 0));
        var factor = Node("Cast", [Factor()], ("to", (long)DataType.Float));
        var stepped = Node("Add", [Plane, Node("Mul", [climb, factor])]);
        Named(Next, "Clip", [stepped, Reals(DataType.Float, [], [0]), Reals(DataType.Float, [], [255])]);
    }

    /// <summary>length / n, and 0 where n is next to nothing.</summary>
    private string Factor()
    {
        string Double(double value) => Reals(DataType.Double, [1], [value]);
        var (level, atStart) = (Part(Figures, 0, 1), Part(Figures, 1, 2));
        var (length, count) = (Part(Figures, 2, 3), Part(Figures, 3, 4));
        var least = Double(GradientAscent.Least);
        var grown = Node("Mul", [level, Node("Div", [Node("Div", [Sum, count]), atStart])]);
        var figure = Node("Where", [Node("Less", [atStart, least]), level, grown]);
        return Node("Where", [Node("GreaterOrEqual", [figure, least]), Node("Div", [length, figure]), Double(0)]);
    }

    /// <summary>Channels in the net's order, or back: a swap of red and blue is its own opposite.</summary>
    private string Ordered(string tensor, PixelCodec codec) =>
        codec.IsSwapped ? Node("Gather", [tensor, Whole(2, 1, 0)], ("axis", 1)) : tensor;

    private string Part(string tensor, long from, long to) => Node("Slice", [tensor, Whole(from), Whole(to)]);

    private string Node(string op, string[] inputs, params ReadOnlySpan<(string Name, long Value)> attributes) =>
        Named($"step/{graph.Node.Count}/{op}", op, inputs, attributes);

    private string Named(string output, string op, string[] inputs, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        }

        graph.Node.Add(node);
        return output;
    }

    private string Whole(params long[] values)
    {
        var tensor = new TensorProto { Name = $"step/{graph.Initializer.Count}", DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Reals(DataType type, long[] dims, double[] values)
    {
        var tensor = new TensorProto { Name = $"step/{graph.Initializer.Count}", DataType = (int)type };
        tensor.Dims.AddRange(dims);
        if (type == DataType.Double)
        {
            tensor.DoubleData.AddRange(values);
        }
        else
        {
            tensor.FloatData.AddRange(values.Select(value => (float)value));
        }

        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private void Take(string name, DataType type, params long[] dims) => graph.Input.Add(Typed(name, type, dims));

    private void Give(string name, DataType type, params long[] dims) => graph.Output.Add(Typed(name, type, dims));

    private static ValueInfoProto Typed(string name, DataType type, long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
