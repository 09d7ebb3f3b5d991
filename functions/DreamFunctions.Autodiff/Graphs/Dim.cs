namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// One side of a tensor: factor times a symbol, plus an offset; without a symbol it is the offset, a number. A symbol stands for what
/// only running the net tells. Equal ones mean equal sides, so that a residual Add is seen to need no broadcasting although height
/// and width are free; and where sides are known to be multiples, that a pool halves them without a rest.
/// </summary>
internal readonly record struct Dim
{
    private Dim(string symbol, long factor, long offset) => (Symbol, Factor, Offset) = (symbol, symbol.Length == 0 ? 0 : factor, offset);

    public long? Known => Symbol.Length == 0 ? Offset : null;

    public bool IsOne => Known == 1;

    private string Symbol { get; }

    private long Factor { get; }

    private long Offset { get; }

    public static Dim Of(long value) => new("", 0, value);

    /// <param name="symbol">A name for the side, or for the whole number that it is a multiple by.</param>
    /// <param name="multiple">What it is a multiple of.</param>
    public static Dim Named(string symbol, long multiple = 1) => new(symbol, multiple, 0);

    public override string ToString() => Known?.ToString()
        ?? $"{(Factor == 1 ? "" : $"{Factor}*")}{Symbol}{(Offset == 0 ? "" : $"{Offset:+0;-0}")}";

    /// <summary>floor((this + add) / stride) + 1, the output side of a window operator.</summary>
    public Dim Windowed(long add, long stride) => Factor % stride == 0
        ? new(Symbol, Factor / stride, FloorDiv(Offset + add, stride) + 1)
        : Named($"floor(({Plus(add)})/{stride})").Plus(1);

    /// <summary>This side plus a number.</summary>
    public Dim Plus(long add) => new(Symbol, Factor, Offset + add);

    /// <summary>This side times a number, not 0.</summary>
    public Dim By(long number) => new(Symbol, Factor * number, Offset * number);

    /// <summary>
    /// This side and another through an operator of whole numbers; null where that is not known. Equal gives 1 or 0; no side is
    /// negative or 0.
    /// </summary>
    public Dim? Combined(string op, Dim other) => (op, Known, other.Known) switch
    {
        ("Add", long a, _) => other.Plus(a),
        ("Add", _, long b) => Plus(b),
        ("Sub", _, long b) => Plus(-b),
        ("Mul", 0, _) or ("Mul", _, 0) => Of(0),
        ("Mul", long a, _) => other.By(a),
        ("Mul", _, long b) => By(b),
        ("Mul", _, _) => Times([this, other]),
        ("Div", _, long b) when b != 0 && Factor % b == 0 && Offset % b == 0 => new(Symbol, Factor / b, Offset / b),
        ("Div", null, _) => Named($"({this}/{other})"),
        ("Equal", long a, long b) => Of(a == b ? 1 : 0),
        ("Equal", null, <= 0) or ("Equal", <= 0, null) => Of(0),
        ("Equal", null, null) when this == other => Of(1),
        _ => null,
    };

    /// <summary>The product of sides, spelled the same in whatever order they come.</summary>
    public static Dim Times(IEnumerable<Dim> sides)
    {
        Dim[] free = [.. sides.Where(d => d.Known is null).OrderBy(d => d.ToString(), StringComparer.Ordinal)];
        var number = sides.Aggregate(1L, (n, d) => n * (d.Known ?? 1));
        return free.Length == 0 || number == 0 ? Of(number)
            : (free.Length == 1 ? free[0] : Named($"({string.Join('*', free)})")).By(number);
    }

    private static long FloorDiv(long a, long b) => (a >= 0 ? a : a - b + 1) / b;
}
