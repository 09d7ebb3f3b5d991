using Onnx;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>Writes nodes into a list, a short method an operator. Names derive from a prefix: the same every time.</summary>
internal class Emitter(WorkingGraph graph, string prefix, List<NodeProto> nodes)
{
    public WorkingGraph Graph { get; } = graph;

    public string Emit(string op, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        EmitAs(Graph.Fresh($"{prefix}/{op}"), op, inputs, attributes);

    /// <summary>As <see cref="Emit"/>, with the output's name given.</summary>
    public string EmitAs(
        string output, string op, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, value) in attributes) node.Set(name, value);
        nodes.Add(node);
        return output;
    }

    public string Add(string a, string b) => Emit("Add", [a, b]);

    public string Sub(string a, string b) => Emit("Sub", [a, b]);

    public string Mul(string a, string b) => Emit("Mul", [a, b]);

    public string Mul(string a, double factor) => Emit("Mul", [a, Scalar(factor)]);

    public string Div(string a, string b) => Emit("Div", [a, b]);

    public string Neg(string a) => Emit("Neg", [a]);

    public string Sqrt(string a) => Emit("Sqrt", [a]);

    public string Square(string a) => Mul(a, a);

    /// <summary>Whether it is above zero, element by element.</summary>
    public string Positive(string a) => Emit("Greater", [a, Scalar(0)]);

    /// <summary>a / b, and 0 where b is 0.</summary>
    public string Quotient(string a, string b) => Where(Emit("Equal", [b, Scalar(0)]), Scalar(0), Div(a, b));

    public string Where(string condition, string a, string b) => Emit("Where", [condition, a, b]);

    public string Reshape(string a, string shape) => Emit("Reshape", [a, shape]);

    public string Expand(string a, string shape) => Emit("Expand", [a, shape]);

    /// <summary>The sides of a tensor at run time, from axis <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public string Shape(string a, long start = 0, long? end = null) => end is long e
        ? Emit("Shape", [a], ("start", start), ("end", e))
        : start == 0 ? Emit("Shape", [a]) : Emit("Shape", [a], ("start", start));

    /// <summary>Number of elements, as the net's element type.</summary>
    public string SizeAsReal(string a) => AsReal(Emit("Size", [a]));

    /// <summary>As the net's element type.</summary>
    public string AsReal(string a) => Emit("Cast", [a], ("to", (long)Graph.ElementType));

    public string Sum(string a, string axes, bool keep) => Emit("ReduceSum", [a, axes], ("keepdims", keep ? 1L : 0L));

    public string Joined(params string[] wholeNumbers) => Emit("Concat", wholeNumbers, ("axis", 0L));

    /// <summary>Zeros of the shape that the tensor of whole numbers gives.</summary>
    public string Zeros(string shape) => Filled(shape, 0);

    public string Filled(string shape, double value) =>
        Emit("ConstantOfShape", [shape], ("value", Tensors.Of("", Graph.ElementType, [1], [value])));

    /// <summary>Cuts axes 2 and up of a tensor down to those of <paramref name="like"/>.</summary>
    public string CropSpace(string a, string like, int spatial) => Emit("Slice",
        [a, Ints(Enumerable.Repeat(0L, spatial)), Shape(like, 2), Ints(Enumerable.Range(2, spatial).Select(i => (long)i))]);

    public string Scalar(double value) => Constant($"scalar {value:R}", [], [value]);

    /// <summary>A whole number without axes.</summary>
    public string Whole(long value)
    {
        var name = $"whole {value}";
        if (!Graph.Constants.ContainsKey(name)) Graph.Constants[name] = Tensors.Of(name, [], [value]);
        return name;
    }

    public string Ints(params long[] values)
    {
        var name = $"ints {string.Join(' ', values)}";
        if (!Graph.Constants.ContainsKey(name)) Graph.Constants[name] = Tensors.Of(name, [values.Length], values);
        return name;
    }

    public string Ints(IEnumerable<long> values) => Ints([.. values]);

    /// <summary>A constant of the net's element type; the same name is taken to mean the same values.</summary>
    public string Constant(string name, ReadOnlySpan<long> dims, double[] values)
    {
        if (!Graph.Constants.ContainsKey(name)) Graph.Constants[name] = Tensors.Of(name, Graph.ElementType, dims, values);
        return name;
    }
}
