namespace DreamFunctions.Autodiff.Tests.Rules;

/// <summary>Each rule against what the operator does, with random vectors; every operator of the table has a case.</summary>
public class RuleTests
{
    /// <summary>Every case, in the order of the files.</summary>
    internal static readonly Case[] All =
    [
        .. new[]
        {
            ElementwiseCases.All(), ActivationCases.All(), ConvolutionCases.All(), PoolingCases.All(), ResizingCases.All(),
            NormalizationCases.All(), ReductionCases.All(), LinearCases.All(), ShapeCases.All(),
        }.SelectMany(c => c),
    ];

    private static readonly Dictionary<string, Case> Cases = All.ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>The cases of operators that have a fast form besides the plain rule.</summary>
    public static TheoryData<string> NamesWithFastForm =>
        [.. Cases.Keys.Where(name => name.Split(' ')[0] is "Concat" or "MaxPool")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds(string name) => VjpChecker.Check(Cases[name]);

    [Theory]
    [MemberData(nameof(NamesWithFastForm))]
    public void Holds_in_plain_form(string name) => VjpChecker.Check(Cases[name], new() { FastForms = false });

    [Fact]
    public void Every_operator_with_a_rule_has_a_case() => Assert.Empty(
        GradientGraph.Operators.Except(Cases.Values.SelectMany(c => c.Net.Model.Graph.Node).Select(n => n.OpType)));
}
