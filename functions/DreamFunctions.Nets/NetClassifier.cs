using System.Globalization;

namespace DreamFunctions.Nets;

/// <summary>
/// A net's head: one linear layer behind a mean over the cells of a layer, so that every cell has a vote of its own for a class.
/// </summary>
/// <param name="Tensor">The logits' tensor in the card's main file, before any Softmax.</param>
/// <param name="Layer">The layer whose cells vote.</param>
/// <param name="Count">The number of classes.</param>
public sealed record NetClassifier(string Tensor, string Layer, int Count)
{
    /// <summary>The tensor's names in the card's alternative files.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What each class is called, synonyms separated by commas; empty where only numbers are known.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The class of that number or name; upper and lower case are the same.</summary>
    /// <exception cref="UnknownClassException">There is none, or several.</exception>
    public int ClassNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number < Count ? number : throw new UnknownClassException(name, $"the classes are 0 to {Count - 1}");
        }

        if (Names.Count == 0)
        {
            throw new UnknownClassException(name, $"this net's card has no names, give a number, 0 to {Count - 1}");
        }

        int[] found = [.. Enumerable.Range(0, Names.Count).Where(i => Synonyms(i).Contains(name, StringComparer.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new UnknownClassException(name, Near(name)),
            _ => throw new UnknownClassException(
                name, $"several have that name: {string.Join(", ", found.Select(i => $"{i} ({Names[i]})"))}; give the number"),
        };
    }

    private string[] Synonyms(int index) => Names[index].Split(',', StringSplitOptions.TrimEntries);

    private string Near(string name)
    {
        string[] near = [.. Names.Where(each => each.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(8)];
        return near.Length == 0
            ? $"there are {Count}, for example {string.Join(", ", Names.Take(3).Select(each => each.Split(',')[0]))}"
            : $"near: {string.Join("; ", near)}";
    }
}

/// <summary>A net has no class of the name that was asked for, or has no classes at all.</summary>
public sealed class UnknownClassException : Exception
{
    internal UnknownClassException(string name, string hint)
        : base($"There is no class '{name}': {hint}.")
    {
    }
}
