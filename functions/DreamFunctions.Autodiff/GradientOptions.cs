namespace DreamFunctions.Autodiff;

/// <summary>How a graph is prepared and which forms of the rules it may use. The defaults fit most nets.</summary>
public sealed record GradientOptions
{
    /// <summary>The defaults.</summary>
    public static GradientOptions Default { get; } = new();

    /// <summary>
    /// Make uneven pads of strided Conv and MaxPool nodes even (<c>[3,3,2,2]</c> becomes <c>[3,3,3,3]</c>). For nets exported at
    /// one fixed, even size only: there the result is the same, and other sizes start to work. False unless asked for,
    /// because it changes what a net with deliberately uneven pads computes.
    /// </summary>
    public bool SymmetricPads { get; init; }

    /// <summary>
    /// Use the faster forms of the rules (equal to the plain ones up to rounding). False gives the plain rules of the table,
    /// which is what the fast ones are tested against.
    /// </summary>
    public bool FastForms { get; init; } = true;

    /// <summary>
    /// Tensors that are kept for the way back in place of those between them, which are then computed a second time: less memory, and at
    /// most one more forward pass. Best are tensors through which all ways from the image lead and that are small for what lies below,
    /// as a pool's output is. Those that a graph does not have are passed over. None by default.
    /// </summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];
}
