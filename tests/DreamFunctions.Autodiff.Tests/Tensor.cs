namespace DreamFunctions.Autodiff.Tests;

/// <summary>Values and shape, always as double whatever the net computes in.</summary>
internal sealed record Tensor(double[] Values, long[] Shape)
{
    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static double Norm(double[] a) => Math.Sqrt(Dot(a, a));

    /// <summary>Norm of the difference over the norm of <paramref name="expected"/>.</summary>
    public static double Distance(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return Norm([.. expected.Zip(actual, (a, b) => a - b)]) / Math.Max(Norm(expected), 1e-300);
    }
}
