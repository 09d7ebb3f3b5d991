namespace DreamFunctions.Autodiff;

/// <summary>The target names no tensor that the net computes from its image.</summary>
public sealed class UnknownTargetException : Exception
{
    private UnknownTargetException(string message, string target, IReadOnlyList<string> nearest, IReadOnlyList<string> available)
        : base(message)
    {
        Target = target;
        Nearest = nearest;
        Available = available;
    }

    /// <summary>The name that was asked for.</summary>
    public string Target { get; }

    /// <summary>At most five tensors whose names are nearest to it, nearest first.</summary>
    public IReadOnlyList<string> Nearest { get; }

    /// <summary>Every tensor that the net's nodes compute, in the net's order.</summary>
    public IReadOnlyList<string> Available { get; }

    internal static UnknownTargetException For(string target, IReadOnlyList<string> available)
    {
        var nearest = available.OrderBy(name => Distance(target, name)).Take(5).ToArray();
        return new($"The net has no tensor '{target}'. Nearest: {string.Join(", ", nearest)}. "
            + $"It has {available.Count} in all: {string.Join(", ", available.Take(200))}.", target, nearest, available);
    }

    internal static UnknownTargetException NotFromImage(string target, string inputs, IReadOnlyList<string> available) =>
        new($"The tensor '{target}' is not computed from one image: it depends on {inputs}.", target, [], available);

    /// <summary>Edit distance, upper and lower case alike; a name that contains the other counts as near.</summary>
    private static int Distance(string wanted, string name)
    {
        var a = wanted.ToUpperInvariant();
        var b = name.ToUpperInvariant();
        if (a.Length > 0 && b.Length > 0 && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal)))
            return Math.Abs(a.Length - b.Length) / 4;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
