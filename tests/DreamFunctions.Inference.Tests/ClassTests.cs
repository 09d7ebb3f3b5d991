using DreamFunctions.Dreaming;
using DreamFunctions.Nets;

namespace DreamFunctions.Inference.Tests;

/// <summary>Noise dreamed towards a class is that class to the net; needs ../shared/models/googlenet.onnx.</summary>
public class ClassTests
{
    [Theory]
    [InlineData("goldfish")]
    [InlineData("flamingo")]
    [InlineData("zebra")]
    [InlineData("daisy")]
    [InlineData("strawberry")]
    public async Task Noise_dreamed_towards_a_class_is_recognised_as_it(string name)
    {
        var (card, path) = await Shared.NetAsync("googlenet");
        using var dream = DreamNet.Load(
            card, path, DreamTarget.Parse($"class:{name}", card), null, new InferenceOptions(Provider.Cpu, 2));
        var small = Climb(dream, Noise.Fractal(new Region(0, 0, 160, 160), 3), 0);
        var full = Climb(dream, Enlarge.Part(small, new Size(160, 160), new Region(0, 0, 224, 224), new Size(224, 224)), 1);

        using var session = new WindowSession(
            new NetGraphs(card, path, new(Provider.Cpu, 2)).Forward([card.Classifier!.Tensor]), new Size(224, 224), Provider.Cpu, 2);
        new PixelCodec(card).Encode(full.Values, session.Input);
        using var outputs = session.Run([card.Classifier!.Tensor]);
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        Assert.Equal(card.Classifier.ClassNamed(name), best);
    }

    private static Plane Climb(DreamNet net, Plane picture, int octave)
    {
        var grid = TileGrid.Untiled(picture.Area.Size, 32, 16);
        var buffer = Reflection.Extend(picture, grid.BufferOf(0), picture.Area.Size);
        GradientAscent.Run(
            buffer, grid, 0, octave, 1, new AscentSettings(12, 2), null,
            (pixels, gradient) => net.Gradient(grid.WindowSize, pixels, gradient), TestContext.Current.CancellationToken);
        return buffer.Crop(picture.Area);
    }
}
