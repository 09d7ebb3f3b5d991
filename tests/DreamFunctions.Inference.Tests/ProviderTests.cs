using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference.Tests;

public class ProviderTests
{
    [Fact]
    public void Cuda_where_the_runtime_has_none_is_an_error_that_says_what_to_do()
    {
        SkipWhereCudaIsThere();
        var error = Assert.Throws<ProviderUnavailableException>(() => DreamNet.Require(Provider.Cuda));
        Assert.Contains("-p:OnnxRuntime=gpu", error.Message, StringComparison.Ordinal);
        Assert.Contains("provider cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loading_for_cuda_does_not_fall_back()
    {
        SkipWhereCudaIsThere();
        var (card, path) = await Shared.NetAsync("resnet18");
        Assert.Throws<ProviderUnavailableException>(
            () => DreamNet.Load(card, path, card.LayerNamed("block3"), new InferenceOptions(Provider.Cuda, 1)));
    }

    [Fact]
    public async Task Auto_falls_back_and_says_so()
    {
        SkipWhereCudaIsThere();
        var (card, path) = await Shared.NetAsync("resnet18");
        var notices = new List<string>();
        using var dream = DreamNet.Load(
            card, path, card.LayerNamed("block3"), new InferenceOptions(Provider.Auto, 1), notices.Add);
        Assert.Equal("cpu", dream.ProviderUsed);
        Assert.Contains("CUDA", Assert.Single(notices), StringComparison.Ordinal);
        DreamNet.Require(Provider.Auto);
    }

    [Fact]
    public async Task The_processor_is_used_without_a_word()
    {
        var (card, path) = await Shared.NetAsync("resnet18");
        using var dream = DreamNet.Load(
            card, path, card.LayerNamed("block3"), new InferenceOptions(Provider.Cpu, 1), notice => Assert.Fail(notice));
        Assert.Equal("cpu", dream.ProviderUsed);
    }

    private static void SkipWhereCudaIsThere() => Assert.SkipWhen(
        OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "This build's ONNX Runtime has CUDA.");
}
