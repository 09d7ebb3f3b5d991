using DreamFunctions.Autodiff.Graphs;
using Google.Protobuf;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>The door: names, refusals, and models written in unusual ways.</summary>
public class GradientGraphTests
{
    private static readonly long[] Shape = [1, 2, 4, 5];

    [Fact]
    public void Outputs_are_the_energy_and_its_gradient_of_the_images_shape()
    {
        var x = Ramp(40);
        var outputs = Running.Once(GradientGraph.Build(Small(), "y"), x, Shape);
        var y = Running.Once(Small().Clone().With("y"), x, Shape)["y"].Values;
        Assert.Equal(["energy", "gradient"], outputs.Keys.Order());
        Assert.Empty(outputs["energy"].Shape);
        Assert.Equal(Shape, outputs["gradient"].Shape);
        Assert.Equal(0.5 * Tensor.Dot(y, y), outputs["energy"].Values[0], 1e-5);
    }

    [Fact]
    public void Only_standard_operators_of_a_modern_set_are_used()
    {
        var graph = GradientGraph.Build(Small(), "y");
        Assert.Equal(("", 18L), (graph.OpsetImport.Single().Domain, graph.OpsetImport.Single().Version));
        Assert.All(graph.Graph.Node, n => Assert.Equal("", n.Domain));
    }

    [Fact]
    public void Building_twice_gives_the_same_bytes_and_leaves_the_model_alone()
    {
        var model = Small();
        var before = model.ToByteString();
        var first = GradientGraph.Build(model, "y").ToByteString();
        Assert.Equal(first, GradientGraph.Build(model, "y").ToByteString());
        Assert.Equal(before, model.ToByteString());
    }

    [Fact]
    public void Finished_cotangents_are_named_after_their_tensors() =>
        Assert.Contains("a_grad", GradientGraph.Build(Small(), "y").Graph.Node.SelectMany(n => n.Output));

    [Fact]
    public void What_the_target_does_not_need_is_dropped()
    {
        var graph = GradientGraph.Forward(Small(), "a").Graph;
        Assert.Equal("Conv", Assert.Single(graph.Node).OpType);
        Assert.Equal("w", Assert.Single(graph.Initializer).Name);
        Assert.Equal("a", Assert.Single(graph.Output).Name);
    }

    [Fact]
    public void A_fixed_size_is_freed_and_written_down_shapes_that_no_longer_hold_go()
    {
        var model = Small();
        model.Graph.ValueInfo.Add(model.Graph.Input[0].Clone());
        model.Graph.ValueInfo[0].Name = "a";
        var built = GradientGraph.Build(model, "y");
        Assert.Empty(built.Graph.ValueInfo);
        Assert.Equal(["1", "2", "H", "W"], built.Graph.Input[0].Type.TensorType.Shape.Dim
            .Select(d => d.DimParam.Length > 0 ? d.DimParam : $"{d.DimValue}"));
        Assert.Equal([1, 2, 9, 3], Running.Once(built, Ramp(54), 1, 2, 9, 3)["gradient"].Shape);
    }

    [Fact]
    public void Initialisers_may_be_listed_as_inputs_and_sit_in_typed_fields_or_raw()
    {
        var old = Small();
        var w = old.Graph.Initializer.Single(i => i.Name == "w");
        w.FloatData.AddRange(Tensors.Reals(w).Select(v => (float)v));
        w.RawData = ByteString.Empty;
        var info = old.Graph.Input[0].Clone();
        info.Name = "w";
        old.Graph.Input.Add(info);
        var expected = Running.Once(GradientGraph.Build(Small(), "y"), Ramp(40), Shape)["gradient"].Values;
        Assert.Equal(expected, Running.Once(GradientGraph.Build(old, "y"), Ramp(40), Shape)["gradient"].Values);
    }

    [Fact]
    public void Constant_nodes_count_as_weights()
    {
        var model = Small();
        var w = model.Graph.Initializer.Single(i => i.Name == "w");
        model.Graph.Initializer.Remove(w);
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { "w" } }.Set("value", w));
        var expected = Running.Once(GradientGraph.Build(Small(), "y"), Ramp(40), Shape)["gradient"].Values;
        Assert.Equal(expected, Running.Once(GradientGraph.Build(model, "y"), Ramp(40), Shape)["gradient"].Values);
    }

    [Fact]
    public void External_weights_are_refused()
    {
        var model = Small();
        model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        var e = Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(model, "y"));
        Assert.Contains("external data", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_rule_names_operator_node_and_what_there_is()
    {
        var net = new Net(DataType.Float, 1, 2, "H", "W").Node("Det", ["x"], "y");
        var e = Assert.Throws<MissingRuleException>(() => GradientGraph.Build(net.Model, "y"));
        Assert.Equal(("Det", "y node"), (e.Operator, e.NodeName));
        Assert.Contains("Conv", e.OperatorsWithRule);
        Assert.Contains("Det", e.Message, StringComparison.Ordinal);
        Assert.Contains("y node", e.Message, StringComparison.Ordinal);
        Assert.All(e.OperatorsWithRule, o => Assert.Contains(o, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_operator_without_a_rule_beside_the_way_does_no_harm()
    {
        var net = new Net(DataType.Float, 1, 2, "H", "W").Node("Tanh", ["x"], "y").Node("Det", ["y"], "beside");
        Assert.Contains(GradientGraph.Build(net.Model, "y").Graph.Output, o => o.Name == "gradient");
    }

    [Theory]
    [InlineData("Inception_4c", "inception_4c/output")]
    [InlineData("inception_4c/outptu", "inception_4c/output")]
    public void An_unknown_target_comes_with_near_names(string wanted, string near)
    {
        var net = new Net(DataType.Float, 1, 2, "H", "W")
            .Node("Tanh", ["x"], "conv1").Node("Tanh", ["conv1"], "inception_4c/output").Node("Tanh", ["conv1"], "pool");
        var e = Assert.Throws<UnknownTargetException>(() => GradientGraph.Build(net.Model, wanted));
        Assert.Equal((wanted, near), (e.Target, e.Nearest[0]));
        Assert.Equal(["conv1", "inception_4c/output", "pool"], e.Available);
        Assert.Contains(near, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_does_not_see_the_image_is_refused()
    {
        var net = new Net(DataType.Float, 1, 2, "H", "W").Weights("w", 2).Node("Tanh", ["w"], "y");
        Assert.Throws<UnknownTargetException>(() => GradientGraph.Build(net.Model, "y"));
    }

    [Fact]
    public void A_gradient_that_is_the_target_itself_is_still_an_output()
    {
        var built = GradientGraph.Build(new Net(DataType.Double, "a", "b", "c", "d").Node("Identity", ["x"], "y").Model, "y");
        Assert.Equal(Ramp(40), Running.Once(built, Ramp(40), Shape)["gradient"].Values);
    }

    private static double[] Ramp(int n) => [.. Enumerable.Range(0, n).Select(i => Math.Sin(3 * i))];

    private static ModelProto Small() => new Net(DataType.Float, 1, 2, 4, 5).Weights("w", 3, 2, 3, 3).Weights("beside", 7)
        .Node("Conv", ["x", "w"], "a", ("pads", new[] { 1L, 1, 1, 1 })).Node("Tanh", ["a"], "y").Node("Exp", ["y"], "z").Model;
}

file static class ModelOutputs
{
    public static ModelProto With(this ModelProto model, string output)
    {
        model.Graph.Output.Add(new ValueInfoProto
        {
            Name = output,
            Type = new() { TensorType = new() { ElemType = (int)DataType.Float } },
        });
        return model;
    }
}
