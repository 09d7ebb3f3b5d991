namespace DreamFunctions.Autodiff;

/// <summary>
/// One summand of the energy: what is wanted of one tensor. Every kind is a sum over the tensor's cells of something that a cell
/// has by itself, so that parts of a picture can be dreamed apart.
/// </summary>
public sealed record EnergyTerm
{
    private EnergyTerm(string tensor) => Tensor = tensor;

    /// <summary>The tensor's name; channels are its axis 1.</summary>
    public string Tensor { get; }

    /// <summary>By what the summand is multiplied; below 0 it is avoided.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>For an activity: the channels that count; empty for all.</summary>
    public IReadOnlyList<int> Channels { get; private init; } = [];

    /// <summary>For a direction: one value a channel, v. For a guide: the features a_1, a_2, ..., one after the other.</summary>
    public ReadOnlyMemory<float> Values { get; private init; }

    /// <summary>The kind.</summary>
    public EnergyKind Kind { get; private init; }

    /// <summary>1/2 sum y^2 over all cells, and over all channels or those named.</summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="channels">Channels from 0, each once; none for all of them.</param>
    public static EnergyTerm Activity(string tensor, params IReadOnlyList<int> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        return new(tensor) { Kind = EnergyKind.Activity, Channels = channels };
    }

    /// <summary>sum over cells of v . y. With v a row of a classifier behind a mean over cells: the class's logit times the cells.</summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="direction">v, one value a channel.</param>
    public static EnergyTerm Direction(string tensor, ReadOnlyMemory<float> direction) =>
        new(tensor) { Kind = EnergyKind.Direction, Values = direction };

    /// <summary>
    /// sum over cells of max_j a_j . y: each cell follows the feature of a guide picture that it is most like. Its gradient at a
    /// cell is that feature, as in the original DeepDream notebook (objective_guide).
    /// </summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="features">a_1, a_2, ...: the guide's cells, one value a channel each, one cell after the other.</param>
    public static EnergyTerm Guide(string tensor, ReadOnlyMemory<float> features) =>
        new(tensor) { Kind = EnergyKind.Guide, Values = features };
}

/// <summary>The kinds of <see cref="EnergyTerm"/>.</summary>
public enum EnergyKind
{
    /// <summary>Half the sum of squares.</summary>
    Activity,

    /// <summary>A sum of products with one vector.</summary>
    Direction,

    /// <summary>A sum of the largest product with one of several vectors.</summary>
    Guide,
}
