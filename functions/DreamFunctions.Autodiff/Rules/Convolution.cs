using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Conv and ConvTranspose. Their weights get no gradient: nothing is trained here.</summary>
internal static class Convolution
{
    public static string Conv(Site s)
    {
        if (s.Shapes[s.Input(1)] is not { Length: >= 3 } w) throw s.Unsupported("the weights' rank is unknown");
        return InputCotangent(s, s.G, s.Input(1), Window.Of(s, w.Length - 2, [.. w.Skip(2).Select(d => d.Known ?? 0)]), s.X);
    }

    /// <summary>The gradient of a transposed convolution is the convolution with the same weights.</summary>
    public static string ConvTranspose(Site s)
    {
        if (s.Node.Ints("output_shape") is not null) throw s.Unsupported("output_shape is set; give pads instead");
        if (s.Shapes[s.Input(1)] is not { Length: >= 3 } w) throw s.Unsupported("the weights' rank is unknown");
        var window = Window.Of(s, w.Length - 2, [.. w.Skip(2).Select(d => d.Known ?? 0)]);
        return s.Emit("Conv", [s.G, s.Input(1)], ("strides", window.Strides), ("dilations", window.Dilations),
            ("pads", window.Pads), ("group", window.Group));
    }

    /// <summary>
    /// d energy / d x for y = Conv(x, weights): <paramref name="g"/> of y's shape in, a tensor of the shape of
    /// <paramref name="x"/> out.
    /// </summary>
    public static string InputCotangent(Site s, string g, string weights, Window window, string x)
    {
        var constant = s.Graph.Constants.GetValueOrDefault(weights);
        if (constant is not null && window.Strides.All(v => v == 1) && Flipped.Fits(window))
            return Flipped.Emit(s, g, constant, window);
        if (constant is not null && s.Notes.Phases.TryGetValue(g, out var phases) && PhasedConv.Fits(window, phases))
            return PhasedConv.Emit(s, phases, constant, window, x);
        if (constant is not null && window.Rank == 2 && Interleaved.Fits(window))
            return Interleaved.Emit(s, g, constant, window, x);

        // The size that a strided Conv came from is not told by its output: make the largest one possible, then cut.
        var transposed = s.Emit("ConvTranspose", [g, weights], ("strides", window.Strides), ("dilations", window.Dilations),
            ("pads", window.Pads), ("group", window.Group), ("output_padding", window.Strides.Select(v => v - 1).ToArray()));
        return window.Strides.All(v => v == 1) ? transposed : s.CropSpace(transposed, x, window.Rank);
    }
}
