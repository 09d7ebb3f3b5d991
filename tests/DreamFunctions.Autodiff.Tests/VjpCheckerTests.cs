namespace DreamFunctions.Autodiff.Tests;

/// <summary>A checker that passes everything checks nothing.</summary>
public class VjpCheckerTests
{
    private static readonly Case InDouble = Case.Of("Tanh", [2, 3, 4, 5]);

    private static readonly Case InFloat = Case.OfFloat("Conv", [1, 3, 9, 8], "x w", n => n.Weights("w", 4, 3, 3, 3));

    [Theory]
    [InlineData(1 + 1e-7)]
    [InlineData(1 - 1e-7)]
    [InlineData(-1)]
    public void In_double_a_rule_wrong_by_a_ten_millionth_fails(double factor) =>
        Assert.True(VjpChecker.Error(InDouble, 1, g => [.. g.Select(v => v * factor)]) > VjpChecker.Tolerance(InDouble));

    [Theory]
    [InlineData(1.0005)]
    [InlineData(0.9995)]
    public void In_float_a_rule_wrong_by_five_hundredths_of_a_percent_fails(double factor) =>
        Assert.True(VjpChecker.Error(InFloat, 1, g => [.. g.Select(v => v * factor)]) > VjpChecker.Tolerance(InFloat));

    [Fact]
    public void One_wrong_element_fails()
    {
        var error = VjpChecker.Error(InDouble, 1, g => [.. g.Select((v, i) => i == 17 ? v + 0.01 : v)]);
        Assert.True(error > VjpChecker.Tolerance(InDouble));
    }

    [Fact]
    public void Elements_in_the_wrong_order_fail() =>
        Assert.True(VjpChecker.Error(InFloat, 1, g => [.. g.Reverse()]) > VjpChecker.Tolerance(InFloat));

    [Fact]
    public void The_true_rule_passes()
    {
        VjpChecker.Check(InDouble);
        VjpChecker.Check(InFloat);
    }
}
