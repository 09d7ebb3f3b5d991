using DreamFunctions.Local.Commands;
using DreamFunctions.Nets;

namespace DreamFunctions.Local.Tests.Commands;

public class ModelsCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_net_is_added_with_its_gradient_checked_and_found_by_its_folder()
    {
        using var folder = new TemporaryFolder();
        var card = NetCatalogue.BuiltIn().NetNamed("resnet18");
        File.Copy(await new NetStore(NetFolders.Cache(), NetFolders.Search()).LocateAsync(card, Stop), folder["Mine.onnx"]);

        await using (var add = DreamProcess.Start(
            folder.Path, "models", "add", "Mine.onnx", "--channel-order", "BGR", "--mean", "103.06,115.9,123.15", "--scale", "1"))
        {
            Assert.True(await add.EndAsync() == 0, add.Errors);
            Assert.Equal(folder["Mine.json"], add.Output);
            Assert.Contains("relative error", add.Errors);
        }

        var added = NetCatalogue.Load(folder.Path).NetNamed("mine");
        Assert.Equal((card.Sha256, card.Input, "BGR"), (added.Sha256, added.Input, added.ChannelOrder));
        Assert.Contains(added.Layers, layer => layer.Tensor == card.Layers[^1].Tensor);

        var whole = await File.ReadAllBytesAsync(folder["Mine.onnx"], Stop);
        foreach (var length in new[] { 0, whole.Length / 2, whole.Length - 1 })
        {
            await File.WriteAllBytesAsync(folder["Cut.onnx"], whole[..length], Stop);
            Assert.Equal(1, await ModelsCommand.Create().Parse(["add", folder["Cut.onnx"]]).InvokeAsync(cancellationToken: Stop));
            Assert.False(File.Exists(folder["Cut.json"]));
        }

        await using var again = DreamProcess.Start(folder.Path, "models", "add", "Mine.onnx");
        Assert.Equal(1, await again.EndAsync());
        Assert.Contains("is there already", again.Errors);
    }
}
