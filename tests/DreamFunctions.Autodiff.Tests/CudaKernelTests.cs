using DreamFunctions.Autodiff.Graphs;
using DreamFunctions.Autodiff.Tests.Rules;
using DreamFunctions.Autodiff.Tests.WholeNets;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>
/// What is emitted has kernels on a GPU. A node without one would run on the CPU, between two copies of its tensors. The table is
/// the runtime's own list (see the head of CudaKernels.txt).
/// </summary>
public class CudaKernelTests
{
    private static readonly HashSet<string> Kernels =
    [
        .. from line in File.ReadLines(Repository.PathOf("tests", "DreamFunctions.Autodiff.Tests", "CudaKernels.txt"))
           where !line.StartsWith('#')
           let words = line.Split(' ')
           from type in words.Skip(1).SelectMany(type => type == "float" ? new[] { "float", "float16" } : [type])
           select $"{words[0]} {type}",
    ];

    public static TheoryData<string, bool> NetsAndForms()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in BuiltNetTests.Nets.Keys.Concat(["GoogLeNet", "ResNet18"]))
            foreach (var fast in new[] { true, false }) data.Add(name, fast);
        return data;
    }

    [Theory]
    [MemberData(nameof(NetsAndForms))]
    public void Every_operator_of_a_nets_gradient_has_a_kernel(string name, bool fastForms)
    {
        var (model, target) = name switch
        {
            "GoogLeNet" => (Models.GoogLeNet(), "loss3/classifier"),
            "ResNet18" => (Models.ResNet18(), "ReLU393_Output_0"),
            _ => BuiltNetTests.Nets[name]().Net.Model is var built ? (built, built.Graph.Node[^1].Output[0]) : default,
        };
        foreach (var half in new[] { false, true })
            Assert.Empty(Missing(GradientGraph.Build(model, target, new() { FastForms = fastForms, HalfPrecision = half })));
    }

    /// <summary>
    /// Operators that the runtime has no kernel for but replaces by others that have one (ONNX defines them as functions), those
    /// whose forward node has none, and the numbers that Pad's other modes are looked up with.
    /// </summary>
    [Fact]
    public void What_has_no_kernel_is_known() =>
        Assert.Equal(["Celu float", "GroupNormalization float", "LpPool float", "Mean float", "Mish float", "Pad int64"],
            RuleTests.All.Where(c => !c.IsDouble || c.Net.Model.Graph.Node.Any(n => n.OpType == "Pad"))
                .SelectMany(c => Missing(GradientGraph.Build(c.Net.Model, "y"))).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_missing_kernel_is_noticed()
    {
        var net = new Net(DataType.Float, 1, 2, "H", "W").Node("LpPool", ["x"], "a", ("kernel_shape", new[] { 2L, 2 })).Node("Tanh", ["a"], "y");
        Assert.Equal(["LpPool float"], Missing(GradientGraph.Build(net.Model, "y")));
    }

    /// <summary>Double nets count as float: the kernels are the same but for the type.</summary>
    private static string[] Missing(ModelProto model)
    {
        var types = ElementTypes.Of(model.Graph);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Node)
        {
            var isCounted = node.OpType is "Shape" or "Size" or "NonZero" or "Cast" or "ConstantOfShape";
            var kernel = $"{node.OpType} {Name(isCounted ? types[node.Output[0]] : ElementTypes.Read(node, types))}";
            if (!Kernels.Contains(kernel)) missing.Add(kernel);
        }
        return [.. missing];
    }

    private static string Name(DataType type) => type switch
    {
        DataType.Float or DataType.Double => "float",
        DataType.Float16 => "float16",
        DataType.Int64 => "int64",
        DataType.Bool => "bool",
        _ => type.ToString(),
    };
}
