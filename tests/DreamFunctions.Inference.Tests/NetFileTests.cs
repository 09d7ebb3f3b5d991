using DreamFunctions.Autodiff;
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

    [Fact]
    public async Task A_file_that_is_cut_off_is_refused_in_words_before_anything_runs()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var damaged = Path.GetTempFileName();
        try
        {
            foreach (var length in new[] { 0, 1, 1000, whole.Length / 2, whole.Length - 1 })
            {
                await File.WriteAllBytesAsync(damaged, whole[..length], TestContext.Current.CancellationToken);
                var refused = Assert.ThrowsAny<Exception>(
                    () => DreamNet.Load(card, damaged, card.LayerNamed("conv1"), new InferenceOptions(Provider.Cpu, 1)));
                Assert.True(refused is ArgumentException or UnsupportedModelException, $"{length} bytes: {refused}");
            }
        }
        finally
        {
            File.Delete(damaged);
        }
    }
}
