using System.Text.RegularExpressions;
using DreamFunctions.Autodiff.Tests.WholeNets;
using Google.Protobuf;

namespace DreamFunctions.Autodiff.Tests.Package;

/// <summary>What the README tells its reader to write works, and is what is run here.</summary>
public partial class SnippetTests
{
    private static readonly string Here = Repository.PathOf("tests", "DreamFunctions.Autodiff.Tests", "Package", "Snippets.cs");

    public static TheoryData<string, string> Marked() => [.. Marks().Matches(File.ReadAllText(Here)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    [Theory]
    [MemberData(nameof(Marked))]
    public void The_readme_shows_what_is_run(string title, string code)
    {
        var lines = code.Split('\n').Select(l => l.Length > 8 ? l[8..].TrimEnd() : "").ToArray();
        Assert.InRange(lines.Length, 1, 12);
        Assert.Contains(string.Join('\n', lines), File.ReadAllText(ReadMe), StringComparison.Ordinal);
        Assert.NotEmpty(title);
    }

    [Fact]
    public void A_file_gives_a_gradient_and_a_step_along_it_more_energy()
    {
        var net = Nets.MobileNet2().Net;
        var target = net.Model.Graph.Node[^1].Output[0];
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, net.Model.ToByteArray());
        try
        {
            var random = new Random(2);
            float[] pixels = [.. Enumerable.Range(0, 3 * 48 * 40).Select(_ => random.NextSingle() - 0.5f)];
            var (before, gradient) = Snippets.FromAFileToAGradient(path, target, pixels, 48, 40);
            Assert.Equal(pixels.Length, gradient.Length);
            Snippets.Climb(pixels, gradient, 0.01f);
            Assert.True(Snippets.FromAFileToAGradient(path, target, pixels, 48, 40).Energy > before);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Errors_say_what_to_do()
    {
        var net = Nets.MobileNet2().Net;
        Assert.Equal("Did you mean /conv3?", Snippets.Explain(net.Model, "/conv3x"));
        net.Node("Det", [net.Model.Graph.Node[^1].Output[0]], "volume");
        Assert.Equal("No gradient passes Det at volume node.", Snippets.Explain(net.Model, "volume"));
    }

    private static string ReadMe => Repository.PathOf("functions", "DreamFunctions.Autodiff", "README.md");

    [GeneratedRegex(@"// snippet: (.*?)\n(.*?)\n\s*// end", RegexOptions.Singleline)]
    private static partial Regex Marks();
}
