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
    /// What the pictures' heights and widths will be multiples of, at least 1, for instance the target's stride. Where pools then see
    /// even sides, their gradients need no odd pixel more and no cut: less work, the same numbers. Other sides give a gradient of
    /// another size, or fail in the runtime.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int SidesMultipleOf
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(SidesMultipleOf));
            field = value;
        }
    } = 1;

    /// <summary>
    /// Tensors that are kept for the way back in place of those between them, which are then computed a second time: less memory, and at
    /// most one more forward pass. Best are tensors through which all ways from the image lead and that are small for what lies below,
    /// as a pool's output is. Those that a graph does not have are passed over. None by default.
    /// </summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>
    /// Run products (Conv, MatMul, Gemm) in float16, with the energy and all that sums, squares or divides in float32: for GPUs, which
    /// have units for it; processors are slower with it. Pictures, energy and gradient stay float32. A gradient points as the one in
    /// float32 does to a cosine of 0.99 or better. For float nets; false by default.
    /// </summary>
    public bool HalfPrecision { get; init; }
}
