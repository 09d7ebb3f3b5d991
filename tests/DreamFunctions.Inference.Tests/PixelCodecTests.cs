using DreamFunctions.Nets;

namespace DreamFunctions.Inference.Tests;

public class PixelCodecTests
{
    // Two pixels: red 10 and 11, green 20 and 21, blue 30 and 31.
    private static readonly float[] s_pixels = [10, 11, 20, 21, 30, 31];

    [Fact]
    public void A_net_of_blue_green_red_reads_blue_first_and_its_mean_is_in_that_order()
    {
        var input = new float[6];
        Codec("BGR", 1).Encode(s_pixels, input);
        Assert.Equal([29, 30, 18, 19, 7, 8], input);
    }

    [Fact]
    public void The_scale_comes_after_the_mean()
    {
        var input = new float[6];
        Codec("RGB", 0.5f).Encode(s_pixels, input);
        Assert.Equal([4.5f, 5, 9, 9.5f, 13.5f, 14], input);
    }

    [Fact]
    public void Gradients_come_back_in_the_order_of_pixels_and_scaled()
    {
        var gradient = new float[6];
        Codec("BGR", 0.5f).DecodeGradient([1, 2, 3, 4, 5, 6], gradient);
        Assert.Equal([2.5f, 3, 1.5f, 2, 0.5f, 1], gradient);
    }

    private static PixelCodec Codec(string order, float scale) =>
        new(NetCatalogue.BuiltIn().NetNamed("googlenet") with { ChannelOrder = order, Mean = [1, 2, 3], Scale = scale });
}
