using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

public class NetFileTests
{
    [Fact]
    public async Task A_net_loads_while_others_read_its_file()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        await using var other = File.OpenRead(path);
        using var dream = DreamNet.Load(card, path, card.LayerNamed("conv1"), new InferenceOptions(Provider.Cpu, 1));
        var pixels = new float[3 * 32 * 32];
        Assert.True(dream.Energy(new Size(32, 32), pixels, new Region(0, 0, 32, 32)) > 0);
    }
}
