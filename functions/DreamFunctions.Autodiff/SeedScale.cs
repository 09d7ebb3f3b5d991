using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff;

/// <summary>
/// Cotangents at a size that float16 holds well: all seeds times one factor, which makes the largest of them 16, and the gradient divided
/// by it. The way back is linear, so nothing else changes ("loss scaling": Micikevicius et al., "Mixed Precision Training", 2018,
/// section 3.2). On ResNet18's last block they grow 90 times on the way (to 1,400; float16 ends at 65,504); from GoogLeNet's classes, behind a mean
/// over the picture, they shrink to 0.1.
/// </summary>
internal sealed class SeedScale
{
    private const double Largest = 16;
    private readonly Emitter e;
    private readonly string factor;

    /// <summary>Finds the factor of some seeds.</summary>
    public SeedScale(WorkingGraph graph, IReadOnlyList<(string Tensor, string Cotangent)> seeds, List<NodeProto> nodes)
    {
        e = new Emitter(graph, $"{GradientGraph.Energy}_scale", nodes);
        var sizes = seeds.Select(seed => e.Emit("ReduceMax", [e.Emit("Abs", [seed.Cotangent])], ("keepdims", 0L)));
        // Where nothing answers at all, every seed is 0 and stays so.
        factor = e.Div(e.Scalar(Largest), e.Emit("Max", [.. sizes, e.Scalar(1e-30)]));
    }

    /// <summary>A seed, scaled.</summary>
    public string Scaled(string seed) => e.Mul(seed, factor);

    /// <summary>The gradient of the seeds as they were.</summary>
    public string Undone(string gradient) => e.Div(gradient, factor);
}
