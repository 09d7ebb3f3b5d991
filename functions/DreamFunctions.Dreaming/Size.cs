namespace DreamFunctions.Dreaming;

/// <summary>Width and height in pixels.</summary>
public readonly record struct Size(int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}";
}
