namespace DreamFunctions.Nets.Tests;

public class NetCatalogueTests
{
    [Fact]
    public void Two_nets_are_built_in() =>
        Assert.Equal(["googlenet", "resnet18"], NetCatalogue.BuiltIn().Nets.Select(net => net.Name));

    [Fact]
    public void A_card_in_a_folder_adds_a_net()
    {
        using var folder = new Folder();
        var card = Cards.Read(folder);
        Assert.Equal("tiny.onnx", card.File);
        Assert.Equal([1, 2, 3.5f], card.Mean);
        Assert.Equal(0.25f, card.Scale);
        Assert.Equal("RGB", card.ChannelOrder);
        Assert.Equal(new FolderSource(), card.Source);
        Assert.Empty(card.Prepare);
        Assert.Equal(folder.Path, card.Folder);
        var layer = card.LayerNamed("block b");
        Assert.Equal(("b", "b/relu", 7, 2, 8), (layer.Name, layer.Tensor, layer.ReceptiveField, layer.Stride, layer.Channels));
        Assert.Equal(3, NetCatalogue.Load(folder.Path).Nets.Count);
    }

    [Fact]
    public void A_folder_that_is_not_there_adds_nothing() =>
        Assert.Equal(2, NetCatalogue.Load(Path.Combine(Path.GetTempPath(), "no such folder")).Nets.Count);

    [Fact]
    public void An_unknown_net_is_an_error_that_names_those_there_are()
    {
        var error = Assert.Throws<UnknownNetException>(() => NetCatalogue.BuiltIn().NetNamed("vgg"));
        Assert.Equal(["googlenet", "resnet18"], error.Known);
        Assert.Contains("'vgg'", error.Message, StringComparison.Ordinal);
        Assert.Contains("googlenet, resnet18", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_taken_is_an_error()
    {
        using var folder = new Folder();
        folder.Write("mine.json", Cards.Json(card => card["name"] = "googlenet"));
        var error = Assert.Throws<NetCardException>(() => NetCatalogue.Load(folder.Path));
        Assert.Equal((folder.File("mine.json"), "name"), (error.File, error.Key));
    }

    [Theory]
    [InlineData("4c")]
    [InlineData("4C")]
    [InlineData("inception_4c")]
    [InlineData("inception_4c/output")]
    [InlineData("inception_4c/output_1")]
    public void A_layer_answers_to_the_names_that_people_use(string name) =>
        Assert.Equal("inception_4c/output", NetCatalogue.BuiltIn().NetNamed("GoogLeNet").LayerNamed(name).Tensor);

    [Fact]
    public void An_unknown_layer_is_an_error_that_names_those_there_are()
    {
        var error = Assert.Throws<UnknownLayerException>(() => NetCatalogue.BuiltIn().NetNamed("googlenet").LayerNamed("6a"));
        Assert.Equal(["conv1", "conv2", "3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"], error.Known);
        Assert.Contains("4c, 4d", error.Message, StringComparison.Ordinal);
        Assert.Contains("'6a'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("googlenet", "4c", 299, 16)]
    [InlineData("resnet18", "block6", 211, 16)]
    public void The_default_layer_is_known(string net, string layer, int receptiveField, int stride)
    {
        var card = NetCatalogue.BuiltIn().NetNamed(net);
        var found = card.LayerNamed(card.DefaultLayer);
        Assert.Equal((layer, receptiveField, stride), (found.Name, found.ReceptiveField, found.Stride));
    }
}
