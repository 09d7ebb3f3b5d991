namespace DreamFunctions.Benchmarks.Seams;

/// <summary>Words and <c>--name value</c> pairs; a name without value is a switch.</summary>
internal sealed class Options(string[] args)
{
    private static readonly string[] Switches = ["--own", "--depth", "--untiled"];

    public IEnumerable<string> Words => args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal)
        && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal) || Switches.Contains(args[i - 1])));

    public bool Has(string name) => args.Contains(name);

    public string Text(string name, string otherwise) => Has(name) ? args[Array.IndexOf(args, name) + 1] : otherwise;

    public int Number(string name, int otherwise) => Has(name) ? int.Parse(Text(name, "")) : otherwise;

    public int[] Numbers(string name) => Has(name) ? [.. Text(name, "").Split(',').Select(int.Parse)] : [];
}
