using CsCheck;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

public class MemoryTests
{
    [Theory]
    [InlineData("800MB", 800_000_000)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData(" 2gb ", 2_000_000_000)]
    public void An_amount_of_memory_is_read(string text, long bytes) => Assert.Equal(bytes, MemoryBound.Parse(text).Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0GB")]
    [InlineData("-1GB")]
    [InlineData("1e3GB")]
    [InlineData("2GB more")]
    [InlineData("99999999GB")]
    public void What_is_no_amount_is_refused_with_an_example(string text) =>
        Assert.Contains("1.5GB", Assert.Throws<FormatException>(() => MemoryBound.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void This_machine_has_some_memory_and_it_is_said_in_words()
    {
        Assert.InRange(MemoryBound.OfThisMachine().Bytes, 100_000_000, 100_000_000_000_000);
        Assert.Equal(("1.25 GB", "13 MB"), (new MemoryBound(1_250_000_000).ToString(), MemoryBound.Words(12_000_001)));
    }

    [Fact]
    public void The_most_pixels_are_the_most() => (
        from graph in Gen.Long[1, 100_000_000]
        from perPixel in Gen.Int[1, 5000]
        from bytes in Gen.Long[0, 20_000_000_000]
        select (graph, perPixel, bytes)).Sample((graph, perPixel, bytes) =>
    {
        var need = MemoryNeed.Of(graph, perPixel);
        var pixels = need.Pixels(bytes);
        Assert.True(need.Fixed > graph);
        Assert.True(pixels == 0 || need.Fixed + (perPixel * pixels) <= bytes);
        Assert.True(need.Fixed + (perPixel * (pixels + 1)) > bytes);
        Assert.Equal(need.Fixed + (12L * perPixel), need.At(new Dreaming.Size(4, 3)));
    });
}
