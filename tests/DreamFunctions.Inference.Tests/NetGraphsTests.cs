using DreamFunctions.Autodiff;
using Onnx;

namespace DreamFunctions.Inference.Tests;

public class NetGraphsTests
{
    [Theory]
    [InlineData("resnet18", "block6")]
    [InlineData("googlenet", "4c")]
    public async Task A_processor_gets_the_forms_of_its_layout_and_a_gpu_the_plain_rules(string net, string layer)
    {
        var (cpu, cuda) = (await NodesAsync(net, layer, Provider.Cpu), await NodesAsync(net, layer, Provider.Cuda));
        Assert.Contains(cpu, IsByChannel);
        Assert.DoesNotContain(cpu, IsPoolWithIndices);
        Assert.Contains(cuda, IsPoolWithIndices);
        Assert.DoesNotContain(cuda, IsByChannel);
        Assert.True(cuda.Count < cpu.Count, $"{cuda.Count} nodes for a GPU, {cpu.Count} for a processor");
    }

    // Masks and shifts of the fast forms are Convs of each channel by itself.
    private static bool IsByChannel(NodeProto node) => node.OpType == "Conv" && node.Attribute.Any(a => a.Name == "group" && a.I > 1);

    private static bool IsPoolWithIndices(NodeProto node) => node.OpType == "MaxPool" && node.Output.Count == 2;

    private static async Task<IReadOnlyList<NodeProto>> NodesAsync(string net, string layer, Provider provider)
    {
        var (card, path) = await Shared.NetAsync(net);
        var target = card.LayerNamed(layer);
        var graphs = new NetGraphs(card, path, new(provider, 1));
        var graph = graphs.Gradient([EnergyTerm.Activity(graphs.TensorOf(target))], target.Stride);
        return [.. ModelProto.Parser.ParseFrom(graph.Bytes).Graph.Node];
    }
}
