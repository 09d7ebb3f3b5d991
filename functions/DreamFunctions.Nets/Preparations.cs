namespace DreamFunctions.Nets;

/// <summary>The changes to a graph that a card can ask for; they are made when the net is loaded.</summary>
public static class Preparations
{
    /// <summary>
    /// Uneven pads of strided nodes become even ([3,3,2,2] to [3,3,3,3]), so that a net made for one even size takes others.
    /// </summary>
    public const string SymmetricPads = "symmetric-pads";

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> All { get; } = [SymmetricPads];
}
