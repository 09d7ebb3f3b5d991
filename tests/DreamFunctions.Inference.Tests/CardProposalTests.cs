using CsCheck;
using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Google.Protobuf;
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

    [Fact]
    public void Whatever_happens_to_its_bytes_a_net_is_proposed_or_refused_in_words()
    {
        var whole = Small().ToByteArray();
        int proposed = 0, refused = 0;
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 5].Select(Gen.Int[0, 3], (hits, kind) => (hits, kind)).Sample(damage =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in damage.hits)
            {
                bytes[at] = value;
            }

            try
            {
                CardProposal.Of(ModelProto.Parser.ParseFrom(damage.kind == 0 ? bytes[..damage.hits[0].Item1] : bytes));
                Interlocked.Increment(ref proposed);
            }
            catch (Exception words) when (words is InvalidProtocolBufferException or ArgumentException or UnsupportedModelException or MissingRuleException)
            {
                Interlocked.Increment(ref refused);
            }
        }, iter: 2000);
        Assert.True(proposed > 20 && refused > 200, $"{proposed} proposed, {refused} refused");
    }

    [Fact]
    public void A_net_whose_weights_lie_elsewhere_is_refused_before_it_is_surveyed()
    {
        var model = Small();
        model.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        Assert.Contains("external data", Assert.Throws<UnsupportedModelException>(() => CardProposal.Of(model)).Message, StringComparison.Ordinal);
    }

    // An image, a convolution of 16 channels, a nonlinearity.
    private static ModelProto Small()
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(new[] { 1L, 3, 8, 8 }.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        var image = new ValueInfoProto { Name = "x", Type = new() { TensorType = new() { ElemType = 1, Shape = shape } } };
        var weights = new TensorProto { Name = "w", DataType = 1, Dims = { 16, 3, 1, 1 }, RawData = ByteString.CopyFrom(new byte[16 * 3 * 4]) };
        return new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            Graph = new GraphProto
            {
                Input = { image },
                Initializer = { weights },
                Node =
                {
                    new NodeProto { OpType = "Conv", Input = { "x", "w" }, Output = { "a" } },
                    new NodeProto { OpType = "Relu", Input = { "a" }, Output = { "y" } },
                },
                Output = { new ValueInfoProto { Name = "y" } },
            },
        };
    }

    private static ModelProto Read(string path)
    {
        using var file = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(file);
    }
}
