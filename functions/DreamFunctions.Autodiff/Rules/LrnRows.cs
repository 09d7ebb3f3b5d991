using DreamFunctions.Autodiff.Graphs;
using Onnx;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>
/// LRN with channels last, where a window over channels is a window over a row. Rows are cut into blocks of 16, and a Conv of stride
/// 16 makes all the sums of a block, as 16 channels, from the 16 + 2 half values that it sees: a tenth of the products of a band
/// matrix over 192 channels. Roots and divisions have no vectorised layout anyhow, so nothing is lost by leaving it here.
/// </summary>
internal static class LrnRows
{
    private const long Block = 16;

    private static readonly long[] Last = [0, 2, 3, 1];

    /// <summary>A pool of one pixel has the vectorised layout, and like a Conv lets the way there be a single copy.</summary>
    private static readonly (string, object) Pixel = ("kernel_shape", new[] { 1L, 1 });

    public static bool Fits(LrnBand band, Dim[]? shape) => shape?.Length == 4 && band.Channels % Block == 0;

    /// <summary>The nodes that compute the LRN.</summary>
    public static List<NodeProto> Forward(WorkingGraph graph, LrnBand band)
    {
        var nodes = new List<NodeProto>();
        var e = new Emitter(graph, band.Node.Output[0], nodes);
        var rows = ToRows(e, band);
        e.EmitAs(band.DivisorName, "Reshape", [Sums(e, e.Square(rows), band, band.Share, band.Bias), OneRow(e, band)]);
        band.Power(e);
        e.EmitAs(band.Node.Output[0], "MaxPool", [ToPlanes(e, e.Div(rows, band.PowerName), band)], Pixel);
        return nodes;
    }

    /// <summary>
    /// g/p - 2 share beta x (sum of g x / (p d) over the window), see <see cref="Normalization.Lrn"/>. Of d and p only d^(1/4) is
    /// kept from the forward pass. What can be had without the cotangent is written before it: the runtime then works it out
    /// after it. And rows are flat, not as in the forward pass: of one shape, the runtime would keep the forward pass's dead tensors for
    /// these, through all the layers above. (Cut at the picture's width, the runtime takes that for a change of axes and merges it with
    /// the Transpose before it, into one that is ten times slower.)
    /// </summary>
    public static string Backward(Site s, LrnBand band)
    {
        var x = Flat(s, band.RowsName, band);
        string power, divisor;
        if (band.HasFourthRoot)
        {
            var fourth = Flat(s, band.FourthRootName, band);
            var root = s.Square(fourth);
            (power, divisor) = (s.Mul(root, fourth), s.Square(root));
        }
        else
        {
            (power, divisor) = (Flat(s, band.PowerName, band), Flat(s, band.DivisorName, band));
        }

        var g = Flat(s, s.Emit("Transpose", [s.G], ("perm", Last)), band);
        var direct = s.Div(g, power);
        var pulls = s.Div(s.Mul(direct, x), divisor);
        var pull = Flat(s, Sums(s, CutAtWidth(s, pulls, band), band, band.Pull, 0), band);
        var planes = ToPlanes(s, s.Add(direct, s.Mul(x, pull)), band);
        // A Conv would take them as they are; a pool's gradient would be drawn out of the vectorised layout.
        return s.Graph.ProducerOf(s.X)?.OpType == "MaxPool" ? s.Emit("MaxPool", [planes], Pixel) : planes;
    }

    /// <summary>As [N*H*W,C].</summary>
    private static string Flat(Site s, string rows, LrnBand band) => s.Reshape(rows, s.Ints(-1, band.Channels));

    /// <summary>As [N*H,1,W,C].</summary>
    private static string CutAtWidth(Site s, string rows, LrnBand band) =>
        s.Reshape(rows, s.Joined(s.Ints(-1, 1), s.Shape(s.X, 3), s.Ints(band.Channels)));

    /// <summary>
    /// [N,C,H,W] as [N,1,H*W,C]. The Reshape also keeps the runtime's optimiser from moving the Transpose on, through all that
    /// follows.
    /// </summary>
    private static string ToRows(Emitter e, LrnBand band) =>
        e.EmitAs(band.RowsName, "Reshape", [e.Emit("Transpose", [band.Node.Input[0]], ("perm", Last)), OneRow(e, band)]);

    private static string ToPlanes(Emitter e, string rows, LrnBand band)
    {
        var x = band.Node.Input[0];
        var shape = e.Joined(e.Shape(x, 0, 1), e.Shape(x, 2), e.Ints(band.Channels));
        return e.Emit("Transpose", [e.Reshape(rows, shape)], ("perm", new[] { 0L, 3, 1, 2 }));
    }

    private static string OneRow(Emitter e, LrnBand band) => e.Joined(e.Shape(band.Node.Input[0], 0, 1), e.Ints(1, -1, band.Channels));

    /// <summary>Of [N,1,W,C]: bias + share * the sum over the window of channels, as [N,W,C/16,16].</summary>
    private static string Sums(Emitter e, string rows, LrnBand band, double share, double bias)
    {
        var seen = Block + band.Size - 1;
        double[] taps = [.. from o in Enumerable.Range(0, (int)Block)
                            from i in Enumerable.Range(0, (int)seen)
                            select i >= o && i < o + band.Size ? share : 0];
        var weights = e.Constant($"window of {band.Size} in blocks by {share:R}", [Block, 1, 1, seen], taps);
        var shift = e.Constant($"bias {bias:R} for {Block}", [Block], [.. Enumerable.Repeat(bias, (int)Block)]);
        var blocks = e.Emit("Conv", [rows, weights, shift], ("kernel_shape", new[] { 1, seen }), ("strides", new[] { 1, Block }),
            ("pads", new[] { 0, band.Size / 2, 0, band.Size / 2 }));
        return e.Emit("Transpose", [blocks], ("perm", Last));
    }
}
