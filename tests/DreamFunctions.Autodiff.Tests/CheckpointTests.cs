using DreamFunctions.Autodiff.Tests.WholeNets;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>What is computed a second time, from checkpoints, is what it was.</summary>
public class CheckpointTests
{
    private const int Seed = 77;

    public static TheoryData<string, bool, bool> Cases()
    {
        var data = new TheoryData<string, bool, bool>();
        foreach (var name in BuiltNetTests.Nets.Keys)
            foreach (var (fast, known) in new[] { (true, true), (true, false), (false, false) }) data.Add(name, fast, known);
        return data;
    }

    /// <summary>Any tensors of the way forward may be checkpoints, in any order, of free and of known sides.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void From_any_checkpoints_the_gradient_is_the_same(string name, bool fastForms, bool fixedSides)
    {
        var net = BuiltNetTests.Nets[name]().Net.Model;
        var target = net.Graph.Node[^1].Output[0];
        long[] shape = name.StartsWith("ViT", StringComparison.Ordinal) ? [1, 3, 32, 32] : [1, 3, 64, 64];
        var random = new Random(Seed);
        double[] x = [.. Enumerable.Range(0, (int)(3 * shape[2] * shape[3])).Select(_ => random.NextDouble() * 2 - 1)];
        var plain = Run([]);
        for (var round = 0; round < 2; round++)
        {
            string[] checkpoints = [.. Enumerable.Range(0, 1 + (2 * round)).Select(_ => net.Graph.Node[random.Next(net.Graph.Node.Count)].Output[0])];
            var again = Run(checkpoints);
            var apart = plain["gradient"].Values.Zip(again["gradient"].Values, (a, b) => Math.Abs(a - b)).Max();
            var most = plain["gradient"].Values.Max(Math.Abs);
            Assert.True(apart <= 1e-5 * most, $"{name}: {apart} apart of {most}, from {string.Join(", ", checkpoints)}, seed {Seed}");
            Assert.InRange(again["energy"].Values[0] / plain["energy"].Values[0], 1 - 1e-6, 1 + 1e-6);
        }

        Dictionary<string, Tensor> Run(string[] checkpoints)
        {
            var graph = GradientGraph.Build(net, target, new() { FastForms = fastForms, Checkpoints = checkpoints });
            if (fixedSides)
                for (var i = 0; i < 4; i++) graph.Graph.Input[0].Type.TensorType.Shape.Dim[i] = new() { DimValue = shape[i] };
            return Running.Once(graph, x, shape);
        }
    }

    [Fact]
    public void Below_checkpoints_nothing_but_they_is_read_on_the_way_back()
    {
        var model = Models.GoogLeNet();
        string[] checkpoints = ["pool1/norm1", "pool2/3x3_s2", "no tensor of this net"];
        var graph = GradientGraph.Build(model, "inception_4c/output", new() { Checkpoints = checkpoints }).Graph;
        var below = GradientGraph.Forward(model, "pool2/3x3_s2").Graph.Node.SelectMany(node => node.Output).Except(checkpoints).ToHashSet();
        var last = graph.Node.ToList().FindIndex(node => node.Output.Contains("inception_4c/output"));
        Assert.Contains(graph.Node.Take(last).SelectMany(node => node.Output), below.Contains);
        Assert.DoesNotContain(graph.Node.Skip(last).SelectMany(node => node.Input), below.Contains);
        Assert.Contains(graph.Node, node => node.OpType == "Conv" && node.Output[0].EndsWith("/again", StringComparison.Ordinal));
    }
}
