namespace DreamFunctions.Autodiff.Tests.Rules;

/// <summary>Old and new spellings of an operator: prepared, it computes what it computed, and its gradient holds.</summary>
public class OpsetTests
{
    private static readonly Dictionary<string, (string Op, long Set, Case Case)> Cases = OpsetCases.All().ToDictionary(c => c.Case.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Means_the_same_and_has_its_gradient(string name)
    {
        var c = Cases[name].Case;
        var x = c.Sample(new Random(3));
        var expected = Running.Once(c.Net.Ending("y"), x, c.Shape)["y"];
        var prepared = Running.Once(GradientGraph.Forward(c.Net.Model, "y"), x, c.Shape)["y"];
        Assert.Equal(expected.Shape, prepared.Shape);
        Assert.InRange(Tensor.Distance(expected.Values, prepared.Values), 0, 1e-5);
        VjpChecker.Check(c);
    }
}
