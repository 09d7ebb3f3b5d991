using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>
/// The whole numbers that exported nets compute shapes with (Shape, Gather, Concat, ...), as far as they are known before running:
/// each is a number or the symbol of a side. Only vectors and single numbers; anything else is data.
/// </summary>
internal sealed class WholeNumbers(WorkingGraph graph)
{
    private const int Longest = 64;

    private readonly Dictionary<string, Dim[]> known = [];
    private readonly HashSet<string> longs = [];

    public Dim[]? this[string tensor] => known.TryGetValue(tensor, out var have) ? have : Constant(tensor);

    /// <summary>The numbers of an int64 tensor all of which are known.</summary>
    public long[]? Folded(string tensor) => longs.Contains(tensor) && known.TryGetValue(tensor, out var have)
        && Array.TrueForAll(have, d => d.Known is not null) ? [.. have.Select(d => d.Known!.Value)] : null;

    /// <summary>Learns a node's output.</summary>
    public void Infer(NodeProto node, Func<string, Dim[]?> shapes)
    {
        if (node.Output.Count != 1 || Values(node, shapes) is not { Length: <= Longest } values) return;
        known[node.Output[0]] = values;
        if (IsLong(node)) longs.Add(node.Output[0]);
    }

    private bool IsLong(NodeProto node) => node.OpType switch
    {
        "Shape" or "Size" => true,
        "Cast" => node.Int("to", 0) == (long)DataType.Int64,
        "Equal" => false,
        "ConstantOfShape" => node.Find("value")?.T.DataType == (int)DataType.Int64,
        "Where" => IsLong(node.Input[1]),
        _ => IsLong(node.Input[0]),
    };

    private bool IsLong(string tensor) =>
        longs.Contains(tensor) || graph.Constants.TryGetValue(tensor, out var t) && t.DataType == (int)DataType.Int64;

    private Dim[]? Values(NodeProto node, Func<string, Dim[]?> shapes)
    {
        Dim[]? In(int i) => node.Input.Count > i && node.Input[i].Length > 0 ? this[node.Input[i]] : null;
        switch (node.OpType)
        {
            case "Shape":
                if (shapes(node.Input[0]) is not { } sides) return null;
                var start = Math.Clamp(At(node.Int("start", 0), sides.Length), 0, sides.Length);
                return sides[start..Math.Clamp(At(node.Int("end", sides.Length), sides.Length), start, sides.Length)];
            case "Size":
                return shapes(node.Input[0]) is { } all && all.All(d => d.Known is not null) ? [Product(all)] : null;
            case "Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Reshape" or "Floor":
                return In(0);
            case "Concat":
                var parts = node.Input.Select(i => this[i]).ToArray();
                return parts.All(p => p is not null) ? [.. parts.SelectMany(p => p!)] : null;
            case "Gather" when shapes(node.Input[0]) is { Length: 1 } && In(0) is { } from && In(1) is { } at && AllKnown(at):
                return at.All(d => At(d.Known!.Value, from.Length) is var i && i >= 0 && i < from.Length)
                    ? [.. at.Select(d => from[At(d.Known!.Value, from.Length)])] : null;
            case "Slice":
                return Slice(In(0), In(1), In(2), node.Input.Count > 4 ? In(4) : [Dim.Of(1)]);
            case "Add" or "Sub" or "Mul" or "Div" or "Equal" when In(0) is { } a && In(1) is { } b:
                return Pairs(node.OpType, a, b);
            case "Where" when In(0) is { } which && AllKnown(which) && In(1) is { } yes && In(2) is { } no:
                var length = new[] { which.Length, yes.Length, no.Length }.Max();
                return [.. Enumerable.Range(0, length).Select(i => (Of(which, i).Known != 0 ? Of(yes, i) : Of(no, i)))];
            case "ConstantOfShape" when In(0) is { Length: <= 1 } count && AllKnown(count):
                var value = node.Find("value")?.T is { } t ? Tensors.Reals(t)[0] : 0;
                return value == Math.Floor(value) && Product(count).Known <= Longest
                    ? [.. Enumerable.Repeat(Dim.Of((long)value), (int)Product(count).Known!.Value)] : null;
            case "Range" when In(0) is [{ Known: long low }] && In(1) is [{ Known: long high }] && In(2) is [{ Known: 1 }]:
                return high - low > Longest ? null
                    : [.. Enumerable.Range(0, (int)Math.Max(0, high - low)).Select(i => Dim.Of(low + i))];
            case "ReduceProd" when In(0) is { } factors && AllKnown(factors):
                return [Product(factors)];
            default:
                return null;
        }
    }

    private static Dim[]? Slice(Dim[]? from, Dim[]? start, Dim[]? end, Dim[]? step)
    {
        if (from is null || start is not [{ Known: long a }] || end is not [{ Known: long b }] || step is not [{ Known: 1 }]) return null;
        var low = Math.Clamp(a < 0 ? a + from.Length : a, 0, from.Length);
        return from[(int)low..(int)Math.Clamp(b < 0 ? b + from.Length : b, low, from.Length)];
    }

    private static Dim[]? Pairs(string op, Dim[] a, Dim[] b)
    {
        if (a.Length != b.Length && a.Length != 1 && b.Length != 1) return null;
        var result = new Dim[Math.Max(a.Length, b.Length)];
        for (var i = 0; i < result.Length; i++)
        {
            if (Of(a, i).Combined(op, Of(b, i)) is not { } value) return null;
            result[i] = value;
        }
        return result;
    }

    private Dim[]? Constant(string tensor)
    {
        if (!graph.Constants.TryGetValue(tensor, out var t) || t.Dims.Count > 1 || Tensors.Count(t.Dims) > Longest) return null;
        if ((DataType)t.DataType is not (DataType.Int64 or DataType.Int32 or DataType.Float)) return null;
        if ((DataType)t.DataType is not DataType.Float) return [.. Tensors.Longs(t).Select(Dim.Of)];
        var values = Tensors.Reals(t);
        return Array.TrueForAll(values, v => v == Math.Floor(v) && Math.Abs(v) < 1e15) ? [.. values.Select(v => Dim.Of((long)v))] : null;
    }

    private static Dim Product(Dim[] dims) => Dim.Of(dims.Aggregate(1L, (n, d) => n * d.Known!.Value));

    private static bool AllKnown(Dim[] dims) => Array.TrueForAll(dims, d => d.Known is not null);

    private static Dim Of(Dim[] values, int i) => values[values.Length == 1 ? 0 : i];

    private static int At(long index, int length) => (int)(index < 0 ? index + length : index);
}
