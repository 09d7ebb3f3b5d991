using System.Globalization;

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

    /// <summary>
    /// This side and another through an operator of whole numbers; null where that is not known. Equal gives 1 or 0; no side is
    /// negative or 0.
    /// </summary>
    public Dim? Combined(string op, Dim other) => (op, Known, other.Known) switch
    {
        ("Add", long a, _) => other.Plus(a),
        ("Add", _, long b) => Plus(b),
        ("Sub", _, long b) => Plus(-b),
        ("Mul", long a, long b) => Of(a * b),
        ("Mul", 0, _) or ("Mul", _, 0) => Of(0),
        ("Mul", 1, _) => other,
        ("Mul" or "Div", _, 1) => this,
        ("Div", long a, long b) => b != 0 && a % b == 0 ? Of(a / b) : null,
        ("Mul", _, _) => Times([this, other]),
        ("Div", null, _) => Named($"({this}/{other})"),
        ("Equal", long a, long b) => Of(a == b ? 1 : 0),
        ("Equal", null, <= 0) or ("Equal", <= 0, null) => Of(0),
        ("Equal", null, null) when this == other => Of(1),
        _ => null,
    };

    /// <summary>The product of sides, spelled the same in whatever order they come.</summary>
    public static Dim Times(IEnumerable<Dim> sides)
    {
        var free = sides.Where(d => d.Known is null).Select(d => d.Symbol).Order(StringComparer.Ordinal).ToArray();
        var number = sides.Aggregate(1L, (n, d) => n * (d.Known ?? 1));
        return free.Length == 0 ? Of(number)
            : free.Length == 1 && number == 1 ? Named(free[0])
            : Named($"({string.Join('*', number == 1 ? free : [.. free, number.ToString(CultureInfo.InvariantCulture)])})");
    }

    private static (string Stem, long Offset) Split(string symbol)
    {
        var cut = symbol.LastIndexOfAny(['+', '-']);
        return cut > 0 && cut > symbol.LastIndexOf(')') && long.TryParse(symbol[cut..], out var offset)
            ? (symbol[..cut], offset) : (symbol, 0);
    }

    private static long FloorDiv(long a, long b) => (a >= 0 ? a : a - b + 1) / b;
}
