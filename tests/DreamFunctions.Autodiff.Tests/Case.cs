using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>A net from x to y, a shape for x, and how to draw x away from the net's kinks.</summary>
internal sealed record Case(string Name, Net Net, long[] Shape, Draw Draw = Draw.OffZero)
{
    public bool IsDouble => Net.Model.Graph.Input[0].Type.TensorType.ElemType == (int)DataType.Double;

    /// <summary>The operator set that the net is written in.</summary>
    public long Opset
    {
        get => Net.Model.OpsetImport[0].Version;
        init => Net.Opset(value);
    }

    /// <summary>The same in another operator set.</summary>
    public Case At(long set) => this with { Net = Net.At(set), Name = $"{Name}, set {set}" };

    /// <summary>The net is linear in x, so that a difference over a long step is exact.</summary>
    public bool IsLinear { get; init; }

    /// <summary>One operator; x first, then the constants that <paramref name="rest"/> adds by the names given.</summary>
    public static Case Of(string op, long[] shape, string inputs = "x", Action<Net>? rest = null, Draw draw = Draw.OffZero,
        string name = "", params (string, object)[] attributes)
    {
        // Every side is free: nothing may lean on sizes known when the graph is built.
        var net = new Net(DataType.Double, [.. shape.Select((_, i) => (object)$"side{i}")]);
        rest?.Invoke(net);
        net.Node(op, inputs.Split(' '), "y", attributes);
        return new Case($"{op} {name}".Trim(), net, shape, draw);
    }

    /// <summary>As <see cref="Of"/>, in float and with known channels, for operators whose CPU kernel is float only.</summary>
    public static Case OfFloat(string op, long[] shape, string inputs = "x", Action<Net>? rest = null, Draw draw = Draw.OffZero,
        string name = "", bool linear = true, params (string, object)[] attributes)
    {
        var net = new Net(DataType.Float, [.. shape.Select((n, i) => i == 1 ? (object)n : $"side{i}")]);
        rest?.Invoke(net);
        net.Node(op, inputs.Split(' '), "y", attributes);
        return new Case($"{op} {name}".Trim(), net, shape, draw) { IsLinear = linear };
    }

    public double[] Sample(Random random)
    {
        var n = (int)Shape.Aggregate(1L, (a, b) => a * b);
        if (Draw == Draw.Apart)
        {
            // Float takes longer steps, and so needs more room.
            double[] ladder = [.. Enumerable.Range(0, n).Select(i => IsDouble ? 0.05 * (i - n / 3) : 0.2 * (i - n / 3) + 0.1)];
            random.Shuffle(ladder);
            return ladder;
        }
        return [.. Enumerable.Range(0, n).Select(_ =>
            (0.2 + 1.3 * random.NextDouble()) * (Draw == Draw.Positive || random.Next(2) == 0 ? 1 : -1))];
    }

    public override string ToString() => Name;
}

/// <summary>How samples keep away from where an operator has no derivative.</summary>
internal enum Draw
{
    /// <summary>0.2 to 1.5 from zero, either sign.</summary>
    OffZero,

    /// <summary>0.2 to 1.5.</summary>
    Positive,

    /// <summary>All values 0.05 apart, in float 0.2, so that a small step changes no maximum. In float none is even tenths.</summary>
    Apart,
}
