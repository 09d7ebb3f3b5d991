using DreamFunctions.Autodiff.Graphs;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.WholeNets;

/// <summary>Writes nets layer by layer with random weights of sensible size; each method gives the name of its output.</summary>
internal sealed class Layers(long opset, params object[] sides)
{
    private readonly Random random = new(5);
    private int count;

    public Net Net { get; } = new Net(DataType.Float, sides).Opset(opset);

    public string Op(string op, string[] inputs, params (string, object)[] attributes)
    {
        var name = $"/{op.ToLowerInvariant()}{count++}";
        Net.Node(op, inputs, name, attributes);
        return name;
    }

    public string Op(string op, string x, params (string, object)[] attributes) => Op(op, [x], attributes);

    public string Weights(double scale, params long[] dims)
    {
        var name = $"weights{count++}";
        Net.Reals(name, dims, [.. Enumerable.Range(0, (int)Tensors.Count(dims)).Select(_ => (random.NextDouble() * 2 - 1) * scale)]);
        return name;
    }

    public string Reals(long[] dims, params double[] values)
    {
        var name = $"reals{count++}";
        Net.Reals(name, dims, values);
        return name;
    }

    public string Ints(params long[] values)
    {
        var name = $"ints{count++}";
        Net.Longs(name, values);
        return name;
    }

    public string Int(long value)
    {
        var name = $"int{count++}";
        Net.Model.Graph.Initializer.Add(Tensors.Of(name, [], [value]));
        return name;
    }

    /// <summary>Padded so that stride 1 keeps the size, unless pads are given.</summary>
    public string Conv(string x, long from, long to, long high, long wide = 0, long stride = 1, long[]? pads = null, long group = 1,
        bool bias = false, string? autoPad = null)
    {
        if (wide == 0) wide = high;
        var w = Weights(Math.Sqrt(6.0 / (from / group * high * wide)), to, from / group, high, wide);
        return Op("Conv", bias ? [x, w, Weights(0.1, to)] : [x, w], ("kernel_shape", new[] { high, wide }), ("group", group),
            ("strides", new[] { stride, stride }),
            autoPad is null ? ("pads", pads ?? [high / 2, wide / 2, high / 2, wide / 2]) : ("auto_pad", autoPad));
    }

    public string BatchNorm(string x, long channels, double epsilon = 1e-5) => Op("BatchNormalization",
    [
        x, Reals([channels], [.. Enumerable.Range(0, (int)channels).Select(_ => 0.7 + 0.6 * random.NextDouble())]), Weights(0.2, channels),
        Weights(0.2, channels), Reals([channels], [.. Enumerable.Range(0, (int)channels).Select(_ => 0.5 + random.NextDouble())]),
    ], ("epsilon", epsilon));

    public string Pool(string op, string x, long kernel, long stride, long pad = 0, params (string, object)[] more) => Op(op, x,
        [("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }), .. more]);

    public string Dense(string x, long from, long to) =>
        Op("Gemm", [x, Weights(Math.Sqrt(3.0 / from), to, from), Weights(0.1, to)], ("transB", 1L));

    /// <summary>x.view(x.size(0), -1) as PyTorch used to write it.</summary>
    public string View(string x, params long[] rest)
    {
        var batch = Op("Unsqueeze", Net.Model.OpsetImport[0].Version >= 13
            ? [Op("Gather", [Op("Shape", x), Int(0)]), Ints(0)] : [Op("Gather", [Op("Shape", x), Int(0)])],
            Net.Model.OpsetImport[0].Version >= 13 ? [] : [("axes", new[] { 0L })]);
        return Op("Reshape", [x, Op("Concat", [batch, .. rest.Select(n => Ints(n))], ("axis", 0L))]);
    }
}
