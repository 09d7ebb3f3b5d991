namespace DreamFunctions.Dreaming;

/// <summary>What a tile measured while it dreamed.</summary>
/// <param name="AbsoluteSum">For each iteration, the sum of |gradient| over the tile's kept pixels, all channels.</param>
/// <param name="Count">How many values each sum has.</param>
public sealed record AscentTrace(IReadOnlyList<double> AbsoluteSum, long Count)
{
    /// <summary>The mean of |gradient| at an iteration.</summary>
    public double MeanAt(int iteration) => AbsoluteSum[iteration] / Count;
}
