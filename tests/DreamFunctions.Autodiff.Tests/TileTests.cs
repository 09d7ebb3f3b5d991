namespace DreamFunctions.Autodiff.Tests;

/// <summary>
/// Why tiles work: a pixel's gradient sees at most receptive field - 1 pixels around it, so a window with that much halo on the
/// layer's stride grid gives what the whole picture gives.
/// </summary>
public class TileTests
{
    [Fact]
    public void GoogLeNet_3a_in_a_window_equals_the_whole_picture() =>
        Same(Models.GoogLeNet(), "inception_3a/output", new(), receptiveField: 59, stride: 8);

    [Fact]
    public void ResNet18_block_1_in_a_window_equals_the_whole_picture() =>
        Same(Models.ResNet18(), "ReLU269_Output_0", new() { SymmetricPads = true }, receptiveField: 27, stride: 4);

    private static void Same(ModelProto model, string target, GradientOptions options, int receptiveField, int stride)
    {
        const int core = 48;
        var halo = (receptiveField - 1 + stride - 1) / stride * stride;
        var side = core + 2 * halo;
        var (height, width) = (side + 5 * stride, side + 7 * stride);
        var (top, left) = (2 * stride, 3 * stride);
        var random = new Random(7);
        double[] whole = [.. Enumerable.Range(0, 3 * height * width).Select(_ => random.NextDouble() * 255 - 117)];
        double[] Crop(double[] plane, int h, int w, int y, int x, int n) =>
        [
            .. from c in Enumerable.Range(0, 3)
               from row in Enumerable.Range(y, n)
               from column in Enumerable.Range(x, n)
               select plane[(c * h + row) * w + column],
        ];
        using var net = new Running(GradientGraph.Build(model, target, options), threads: 2);
        var gradient = net.Run(whole, 1, 3, height, width)["gradient"].Values;
        var expected = Crop(gradient, height, width, top + halo, left + halo, core);
        var window = net.Run(Crop(whole, height, width, top, left, side), 1, 3, side, side)["gradient"].Values;
        Assert.InRange(Tensor.Distance(expected, Crop(window, side, side, halo, halo, core)), 0, 1e-4);

        // Half the halo is too little, and must show, or the test says nothing.
        var shortHalo = halo / 2 / stride * stride;
        var shortSide = core + 2 * shortHalo;
        var near = Crop(whole, height, width, top + halo - shortHalo, left + halo - shortHalo, shortSide);
        var spoiled = net.Run(near, 1, 3, shortSide, shortSide)["gradient"].Values;
        Assert.True(Tensor.Distance(expected, Crop(spoiled, shortSide, shortSide, shortHalo, shortHalo, core)) > 1e-3);
    }
}
