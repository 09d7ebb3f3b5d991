using System.Text.RegularExpressions;
using DreamFunctions.Autodiff.Tests.Rules;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>The room's README says which operators there are, in which sets and how checked; this holds it to what there is.</summary>
public partial class ReadmeTableTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("functions", "DreamFunctions.Autodiff", "README.md"));

    private static readonly (string Op, string Sets, string Types)[] Rows =
    [
        .. from line in Text.Split('\n')
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           where cells.Length == 6 && Sets().IsMatch(cells[2])
           from op in Brackets().Replace(cells[1], "").Split(',', StringSplitOptions.TrimEntries)
           select (op, cells[2], cells[4]),
    ];

    [Fact]
    public void Every_rule_has_one_row_and_every_row_a_rule() =>
        Assert.Equal(GradientGraph.Operators, Rows.Select(r => r.Op).Order(StringComparer.Ordinal));

    [Fact]
    public void The_sets_are_those_checked()
    {
        var checkedSets = OpsetCases.All().ToLookup(c => c.Op, c => c.Set);
        string Sets(string op) => string.Join(", ", checkedSets[op].Distinct().Order());
        Assert.All(Rows, r => Assert.Equal($"{r.Op} {Sets(r.Op)}", $"{r.Op} {r.Sets}"));
        foreach (var prepared in new[] { "BatchNormalization", "Dropout", "Upsample" })
            Assert.Contains($"{prepared} ({Sets(prepared)})", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_element_types_are_those_checked()
    {
        var types = RuleTests.All.ToLookup(c => c.Net.Model.Graph.Node[^1].OpType, c => c.IsDouble ? "double" : "float");
        Assert.All(Rows, r => Assert.Equal($"{r.Op} {string.Join(", ", types[r.Op].Distinct().Order())}", $"{r.Op} {r.Types}"));
    }

    [Fact]
    public void What_passes_no_gradient_is_named() =>
        Assert.Contains("passes through " + string.Join(", ", VjpRules.NoGradient), Text.Replace('\n', ' '), StringComparison.Ordinal);

    [GeneratedRegex(@"^\d+(, \d+)*$")]
    private static partial Regex Sets();

    [GeneratedRegex(@" \(.*?\)")]
    private static partial Regex Brackets();
}
