using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>Reads and writes the attributes of a node.</summary>
internal static class Attributes
{
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    public static bool Has(this NodeProto node, string name) => node.Find(name) is not null;

    public static long Int(this NodeProto node, string name, long otherwise) => node.Find(name)?.I ?? otherwise;

    public static double Real(this NodeProto node, string name, double otherwise) => node.Find(name)?.F ?? otherwise;

    public static string Text(this NodeProto node, string name, string otherwise) =>
        node.Find(name)?.S.ToStringUtf8() ?? otherwise;

    public static long[]? Ints(this NodeProto node, string name) => node.Find(name) is { } a ? [.. a.Ints] : null;

    /// <summary>The attribute, or <paramref name="count"/> times <paramref name="fill"/> where the node has none.</summary>
    public static long[] Ints(this NodeProto node, string name, int count, long fill)
    {
        var ints = node.Ints(name);
        return ints is { Length: > 0 } ? ints : [.. Enumerable.Repeat(fill, count)];
    }

    public static void Remove(this NodeProto node, string name)
    {
        if (node.Find(name) is { } a) node.Attribute.Remove(a);
    }

    /// <summary>Sets an attribute from a long, double (stored as float), string, tensor, long[] or double[].</summary>
    public static NodeProto Set(this NodeProto node, string name, object value)
    {
        node.Remove(name);
        var a = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long:
                (a.Type, a.I) = (AttributeType.Int, Convert.ToInt64(value));
                break;
            case double d:
                (a.Type, a.F) = (AttributeType.Float, (float)d);
                break;
            case string s:
                (a.Type, a.S) = (AttributeType.String, ByteString.CopyFromUtf8(s));
                break;
            case long[] ints:
                a.Type = AttributeType.Ints;
                a.Ints.AddRange(ints);
                break;
            case double[] reals:
                a.Type = AttributeType.Floats;
                a.Floats.AddRange(reals.Select(v => (float)v));
                break;
            case TensorProto t:
                (a.Type, a.T) = (AttributeType.Tensor, t);
                break;
            default:
                throw new ArgumentException($"No attribute holds a {value.GetType().Name}.", nameof(value));
        }
        node.Attribute.Add(a);
        return node;
    }

    /// <summary>The value, to be given to <see cref="Set"/> for another node.</summary>
    public static object Value(AttributeProto a) => a.Type switch
    {
        AttributeType.Ints => a.Ints.ToArray(),
        AttributeType.String => a.S.ToStringUtf8(),
        AttributeType.Float => (double)a.F,
        _ => a.I,
    };

    /// <summary>The node's name for messages: its own, or its first output's.</summary>
    public static string Label(this NodeProto node) => node.Name is { Length: > 0 } name ? name : node.Output[0];
}
