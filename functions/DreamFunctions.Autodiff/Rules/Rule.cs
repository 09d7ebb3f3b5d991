namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// One line of the table. <paramref name="Vjp"/> gives one cotangent an input, null for none; null itself means that the
/// operator passes no gradient on at all.
/// </summary>
internal sealed record Rule(Func<Site, string?[]>? Vjp, Broadcasting Broadcasting = Broadcasting.None)
{
    public static Rule None { get; } = new(Vjp: null);

    public static implicit operator Rule(Func<Site, string?[]> vjp) => new(vjp);
}

/// <summary>How an operator stretches its inputs, hence what the sweep has to sum away again.</summary>
internal enum Broadcasting
{
    /// <summary>Cotangents have the shape of their input already.</summary>
    None,

    /// <summary>Cotangents have the output's shape.</summary>
    Elementwise,

    /// <summary>As MatMul: leading axes are the output's, the last two the input's own.</summary>
    Batch,

    /// <summary>As Gemm: only the third input is stretched.</summary>
    Third,
}
