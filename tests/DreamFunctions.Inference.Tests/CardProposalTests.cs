using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Onnx;

namespace DreamFunctions.Inference.Tests;

public class CardProposalTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("googlenet")]
    public async Task A_built_in_net_is_proposed_as_its_card_says(string net)
    {
        var (card, path) = await Shared.NetAsync(net);
        var found = CardProposal.Of(Read(path));
        Assert.Equal(card.Input, found.Input);
        Assert.Equal(card.Prepare, found.Prepare);
        Assert.Empty(found.Refused);
        Assert.Equal(card.Classifier?.Count, found.Classifier?.Count);
        foreach (var layer in card.Layers.Where(layer => found.Layers.Any(other => other.Tensor == layer.Tensor)))
        {
            var same = found.Layers.Single(other => other.Tensor == layer.Tensor);
            Assert.Equal((layer.ReceptiveField, layer.Stride, layer.Channels), (same.ReceptiveField, same.Stride, same.Channels));
        }

        Assert.Contains(found.Layers, layer => layer.Tensor == card.Layers[^1].Tensor);
    }

    [Fact]
    public async Task What_has_no_rule_is_refused_by_name_and_the_layers_below_it_stay()
    {
        var (_, path) = await Shared.NetAsync("resnet18");
        var model = Read(path);
        var late = model.Graph.Node.Last(node => node.OpType == "Relu");
        model.Graph.Node.Insert(model.Graph.Node.IndexOf(late), new NodeProto { OpType = "Det", Name = "odd", Input = { late.Input[0] }, Output = { "odd" } });
        late.Input[0] = "odd";
        var found = CardProposal.Of(model);
        Assert.DoesNotContain(found.Layers, layer => layer.Tensor == late.Output[0]);
        Assert.NotEmpty(found.Layers);
    }

    [Fact]
    public void A_net_without_an_image_is_refused_with_what_it_needs()
    {
        var model = new ModelProto { Graph = new GraphProto() };
        Assert.Contains("[N, 3, height, width]", Assert.Throws<ArgumentException>(() => CardProposal.Of(model)).Message, StringComparison.Ordinal);
    }

    private static ModelProto Read(string path)
    {
        using var file = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(file);
    }
}
