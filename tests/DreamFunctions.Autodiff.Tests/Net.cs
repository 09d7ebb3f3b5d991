using DreamFunctions.Autodiff.Graphs;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>Writes small models by hand; the image is <c>x</c>.</summary>
internal sealed class Net
{
    private readonly DataType type;

    /// <param name="type">Float, or double where the runtime can.</param>
    /// <param name="sides">Sides of the image: a number, or a name for a free one.</param>
    public Net(DataType type, params object[] sides)
    {
        this.type = type;
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 18 });
        Model.Graph.Input.Add(Info("x", type));
        var shape = Model.Graph.Input[0].Type.TensorType.Shape = new TensorShapeProto();
        shape.Dim.AddRange(sides.Select(s => s is string name
            ? new TensorShapeProto.Types.Dimension { DimParam = name }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(s) }));
    }

    private Net(DataType type, ModelProto model) => (this.type, Model) = (type, model);

    public ModelProto Model { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "net" } };

    public Net Opset(long version)
    {
        Model.OpsetImport[0].Version = version;
        Model.IrVersion = version > 18 ? 10 : 8;
        return this;
    }

    /// <summary>The same net said to be written in another operator set.</summary>
    public Net At(long version) => new Net(type, Model.Clone()).Opset(version);

    public Net Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{output} node" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(output.Split(' '));
        foreach (var (name, value) in attributes) node.Set(name, value);
        Model.Graph.Node.Add(node);
        return this;
    }

    public Net Reals(string name, long[] dims, params double[] values)
    {
        Model.Graph.Initializer.Add(Tensors.Of(name, type, dims, values));
        return this;
    }

    /// <summary>Random weights, the same for the same name.</summary>
    public Net Weights(string name, params long[] dims)
    {
        var random = new Random(name.Length + 7 * (int)Tensors.Count(dims));
        return Reals(name, dims, [.. Enumerable.Range(0, (int)Tensors.Count(dims)).Select(_ => random.NextDouble() * 2 - 1)]);
    }

    /// <summary>Float whatever the net's type, as the scales of Resize are.</summary>
    public Net Floats(string name, params double[] values)
    {
        Model.Graph.Initializer.Add(Tensors.Of(name, DataType.Float, [values.Length], values));
        return this;
    }

    public Net Longs(string name, params long[] values)
    {
        Model.Graph.Initializer.Add(Tensors.Of(name, [values.Length], values));
        return this;
    }

    /// <summary>The model with the tensor as its output, so that the runtime runs it as it stands.</summary>
    public ModelProto Ending(string output)
    {
        var model = Model.Clone();
        model.Graph.Output.Clear();
        model.Graph.Output.Add(Info(output, type));
        return model;
    }

    private static ValueInfoProto Info(string name, DataType type) =>
        new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type } } };
}
