using System.Collections.Concurrent;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// How far tiles agree, of those that this process has compared: for that it had to read their details whole, and need not again.
/// Forgotten all at once where they become many; who misses one compares again and finds the same, since a detail's name (dream, octave,
/// tile, attempt) stands for one picture, settings and seed.
/// </summary>
internal sealed class KnownBorders
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string, string), Border> known = [];

    /// <summary>The border of two details, by the names of their blobs; null where it is not known.</summary>
    public Border? Find(string a, string b) => known.TryGetValue((a, b), out Border border) ? border : null;

    /// <summary>Remembers a border.</summary>
    public void Add(string a, string b, Border border)
    {
        if (known.Count >= Most)
            known.Clear();
        known[(a, b)] = border;
    }
}
