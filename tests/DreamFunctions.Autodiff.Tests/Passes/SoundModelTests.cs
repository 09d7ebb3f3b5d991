using Google.Protobuf;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests.Passes;

/// <summary>Models come from strangers: a damaged one is refused in words, whatever the damage.</summary>
public class SoundModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_happens_to_its_bytes_a_model_is_differentiated_or_refused_in_words()
    {
        var whole = Small().ToByteArray();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int refused = 0, built = 0;
        for (var i = 0; i < 1000; i++)
        {
            var bytes = Damaged(whole, random);
            try
            {
                GradientGraph.Build(ModelProto.Parser.ParseFrom(bytes), "y");
                built++;
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or UnsupportedModelException or UnknownTargetException
                or MissingRuleException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, model {i}: {e}\n{Convert.ToBase64String(bytes)}");
            }
        }

        Assert.InRange(refused, 300, 999);
        Assert.InRange(built, 1, 700);
    }

    [Fact]
    public void A_cycle_is_refused() => Refused(
        model => model.Graph.Node[0].Input[0] = "y", "reads 'y', which nothing before it gives");

    [Fact]
    public void A_huge_initialiser_is_refused_before_it_is_made() => Refused(
        model => { model.Graph.Initializer[0].Dims[0] = 1L << 40; model.Graph.Initializer[0].RawData = ByteString.Empty; }, "claims");

    [Fact]
    public void Sizes_that_overflow_are_refused() => Refused(
        model => model.Graph.Initializer[0].Dims.AddRange([1L << 32, 1L << 32]), "claims");

    [Fact]
    public void Weights_that_are_cut_off_are_refused() => Refused(
        model => model.Graph.Initializer[0].RawData = ByteString.CopyFrom(model.Graph.Initializer[0].RawData.Span[..^4]), "cut off");

    [Fact]
    public void A_negative_size_is_refused() => Refused(model => model.Graph.Initializer[0].Dims[0] = -4, "shape [-4");

    [Fact]
    public void External_data_is_refused_before_any_file_is_opened() => Refused(
        model =>
        {
            model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
            model.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        },
        "external data");

    [Theory]
    [InlineData("outside the folder")]
    [InlineData("huge")]
    [InlineData("cycle")]
    public void What_is_hidden_in_a_graph_within_a_node_is_refused_too(string damage) => Refused(
        model =>
        {
            var hidden = new GraphProto { Name = "inner", Output = { new ValueInfoProto { Name = "made" } } };
            var tensor = new TensorProto { Name = "stored", DataType = (int)DataType.Float, Dims = { damage == "huge" ? 1L << 40 : 0 } };
            if (damage == "outside the folder")
            {
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
            }

            hidden.Initializer.Add(tensor);
            hidden.Node.Add(new NodeProto { OpType = "Add", Input = { "stored", damage == "cycle" ? "made" : "w" }, Output = { "made" } });
            model.Graph.Node.Insert(0, new NodeProto
            {
                OpType = "If",
                Input = { "w" },
                Output = { "chosen" },
                Attribute = { new AttributeProto { Name = "then_branch", G = hidden } },
            });
        },
        damage switch { "huge" => "claims", "cycle" => "reads 'made'", _ => "external data" });

    [Fact]
    public void Sparse_weights_are_refused() => Refused(
        model => model.Graph.SparseInitializer.Add(new SparseTensorProto()), "sparse initialisers");

    [Fact]
    public void Two_tensors_of_one_name_are_refused() => Refused(model => model.Graph.Node[1].Output[0] = "a", "exists already");

    [Fact]
    public void An_operator_set_of_the_future_is_refused() => Refused(model => model.OpsetImport[0].Version = 99, "operator set 99");

    private static void Refused(Action<ModelProto> damage, string words)
    {
        var model = Small();
        damage(model);
        Assert.Contains(words, Assert.Throws<UnsupportedModelException>(() => GradientGraph.Build(model, "y")).Message);
    }

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        if (random.Next(4) == 0) return bytes[..random.Next(bytes.Length)];
        for (var n = random.Next(1, 6); n > 0; n--)
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ (1 << random.Next(8)));
        return bytes;
    }

    private static ModelProto Small()
    {
        var net = new Net(DataType.Float, 1, 2, "h", "w");
        var weights = new TensorProto { Name = "w", DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(new byte[4 * 2 * 9 * 4]) };
        weights.Dims.AddRange([4, 2, 3, 3]);
        net.Model.Graph.Initializer.Add(weights);
        return net
            .Node("Conv", ["x", "w"], "a", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("Relu", ["a"], "b")
            .Node("MaxPool", ["b"], "c", ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }))
            .Node("LRN", ["c"], "d", ("size", 3L))
            .Node("Concat", ["c", "d"], "y", ("axis", 1L)).Model;
    }
}
