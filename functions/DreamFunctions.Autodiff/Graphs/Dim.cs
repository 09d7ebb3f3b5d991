namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// One side of a tensor: a number, or a symbol where only running the net tells. Equal symbols mean equal sides, so that a
/// residual Add is seen to need no broadcasting although height and width are free.
/// </summary>
internal readonly record struct Dim(long? Known, string Symbol)
{
    public static Dim Of(long value) => new(value, "");

    public static Dim Named(string symbol) => new(null, symbol);

    public bool IsOne => Known == 1;

    public override string ToString() => Known?.ToString() ?? Symbol;

    /// <summary>floor((this + add) / stride) + 1, the output side of a window operator.</summary>
    public Dim Windowed(long add, long stride) =>
        Known is long n ? Of(FloorDiv(n + add, stride) + 1)
        : stride == 1 ? Plus(add + 1)
        : Named($"floor(({Plus(add)})/{stride})").Plus(1);

    /// <summary>This side plus a number.</summary>
    public Dim Plus(long add)
    {
        if (Known is long n) return Of(n + add);
        // "a+3" plus 2 is "a+5": one canonical spelling, or equal sides would look different.
        var (stem, have) = Split(Symbol);
        return Named(have + add == 0 ? stem : $"{stem}{have + add:+0;-0}");
    }

    private static (string Stem, long Offset) Split(string symbol)
    {
        var cut = symbol.LastIndexOfAny(['+', '-']);
        return cut > 0 && cut > symbol.LastIndexOf(')') && long.TryParse(symbol[cut..], out var offset)
            ? (symbol[..cut], offset) : (symbol, 0);
    }

    private static long FloorDiv(long a, long b) => (a >= 0 ? a : a - b + 1) / b;
}
