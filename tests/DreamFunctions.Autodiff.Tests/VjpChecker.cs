namespace DreamFunctions.Autodiff.Tests;

/// <summary>
/// Checks a gradient with random vectors: by definition of the vector-Jacobian product &lt;v, VJP(u)&gt; = &lt;u, JVP(v)&gt;, and
/// the right side can be measured by central differences. The differences run the model as it stands, without our passes.
/// </summary>
internal static class VjpChecker
{
    /// <summary>In double: 1e-8. In float: what its rounding leaves of a difference.</summary>
    public static double Tolerance(Case c) => c.IsDouble ? 1e-8 : c.IsLinear ? 2e-5 : 2e-4;

    /// <summary>The relative error of one random pair u, v.</summary>
    /// <param name="c">The net.</param>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="bend">Spoils the VJP, to see whether that is noticed; null leaves it.</param>
    /// <param name="options">Null for the defaults.</param>
    public static double Error(Case c, int seed, Func<double[], double[]>? bend = null, GradientOptions? options = null)
    {
        var random = new Random(seed);
        var x = c.Sample(random);
        using var net = new Running(c.Net.Ending("y"));
        var y = net.Run(x, c.Shape)["y"];

        // The energy's own cotangent is its target. Shifting the target by a constant makes that any u we like.
        double[] shift = [.. y.Values.Select(_ => random.NextDouble() * 2 - 1)];
        double[] u = [.. y.Values.Zip(shift, (a, b) => a + b)];
        var shifted = c.Net.Model.Clone();
        var type = (TensorProto.Types.DataType)shifted.Graph.Input[0].Type.TensorType.ElemType;
        shifted.Graph.Initializer.Add(Graphs.Tensors.Of("checker's shift", type, y.Shape, shift));
        shifted.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "y", "checker's shift" }, Output = { "u" } });
        var found = Running.Once(GradientGraph.Build(shifted, "u", options), x, c.Shape)["gradient"];
        Assert.Equal(c.Shape, found.Shape);
        var vjp = bend is null ? found.Values : bend(found.Values);

        // Half along the VJP, so that the product is far from zero; half at random, so that a missing part shows.
        double[] noise = [.. x.Select(_ => random.NextDouble() * 2 - 1)];
        var (gn, nn) = (Math.Max(Tensor.Norm(vjp), 1e-30), Tensor.Norm(noise));
        double[] v = [.. vjp.Zip(noise, (a, b) => a / gn + b / nn)];
        var longest = v.Max(Math.Abs);
        for (var i = 0; i < v.Length; i++) v[i] /= longest;

        double Difference(double step)
        {
            var above = net.Run([.. x.Zip(v, (a, b) => a + step * b)], c.Shape)["y"].Values;
            var below = net.Run([.. x.Zip(v, (a, b) => a - step * b)], c.Shape)["y"].Values;
            return above.Zip(below, (a, b) => a - b).Zip(u, (d, w) => d * w).Sum() / (2 * step);
        }
        var told = Tensor.Dot(v, vjp);
        // Richardson: two steps cancel the error of second order, so the step may be long and rounding small.
        var h = c.IsDouble ? 2e-3 : 0.05;
        var moved = c.IsLinear ? Difference(1) : (4 * Difference(h / 2) - Difference(h)) / 3;
        return Math.Abs(told - moved) / Math.Max(Math.Abs(told), Math.Abs(moved));
    }

    public static void Check(Case c, GradientOptions? options = null)
    {
        foreach (var seed in new[] { 1, 20 })
        {
            var error = Error(c, seed, options: options);
            Assert.True(error < Tolerance(c), $"{c.Name}: relative error {error:E2}, at most {Tolerance(c):E0}; seed {seed}");
        }
    }
}
