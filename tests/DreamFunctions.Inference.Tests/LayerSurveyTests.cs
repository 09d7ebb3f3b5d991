using Onnx;

namespace DreamFunctions.Inference.Tests;

public class LayerSurveyTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("googlenet")]
    public async Task The_cards_say_what_the_graphs_say(string net)
    {
        var (card, path) = await Shared.NetAsync(net);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        foreach (var layer in card.Layers)
        {
            Assert.Equal(
                (layer.Name, new LayerSurvey(layer.ReceptiveField, layer.Stride, layer.Channels)),
                (layer.Name, LayerSurvey.Of(model, layer.Tensor)));
        }
    }

    [Fact]
    public async Task What_is_no_layer_is_an_error()
    {
        var (_, path) = await Shared.NetAsync("resnet18");
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        Assert.Throws<ArgumentException>(() => LayerSurvey.Of(model, "nothing"));
    }
}
