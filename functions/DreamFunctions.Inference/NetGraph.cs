using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference;

/// <summary>A graph as the bytes that ONNX Runtime reads, and how its image goes in.</summary>
/// <param name="Bytes">The model.</param>
/// <param name="Input">The image input's name.</param>
/// <param name="FreeDimensions">The names of the input's four dimensions; empty where one is fixed.</param>
/// <param name="SidesMultipleOf">What the window's sides must be multiples of.</param>
internal sealed record NetGraph(byte[] Bytes, string Input, IReadOnlyList<string> FreeDimensions, int SidesMultipleOf)
{
    /// <exception cref="ArgumentException">The window's sides are no multiples of what the graph was made for.</exception>
    public void Require(Size window)
    {
        if (window.Width % SidesMultipleOf != 0 || window.Height % SidesMultipleOf != 0)
        {
            throw new ArgumentException($"The sides of a window must be multiples of {SidesMultipleOf}, unlike {window}.", nameof(window));
        }
    }
}
