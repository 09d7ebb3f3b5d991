using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Graphs;

/// <summary>Reads and writes initialisers. Values pass through double, which holds float, half and int32 exactly.</summary>
internal static class Tensors
{
    public static long Count(IEnumerable<long> dims) => dims.Aggregate(1L, (a, b) => a * b);

    public static void RefuseExternalData(TensorProto tensor)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
            throw new UnsupportedModelException($"The weights '{tensor.Name}' lie in a file beside the model (external data). "
                + "Save the model as one file first, e.g. onnx.save(model, path, save_as_external_data=False).");
    }

    /// <summary>The values of a float, half or double tensor, from raw_data or the typed fields.</summary>
    public static double[] Reals(TensorProto tensor)
    {
        RefuseExternalData(tensor);
        var raw = tensor.RawData.Span;
        var typed = raw.IsEmpty;
        return (DataType)tensor.DataType switch
        {
            DataType.Float when typed => [.. tensor.FloatData.Select(v => (double)v)],
            DataType.Float => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(raw).ToArray(), v => (double)v),
            DataType.Double when typed => [.. tensor.DoubleData],
            DataType.Double => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
            DataType.Float16 when !typed => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(raw).ToArray(), v => (double)v),
            DataType.Int64 or DataType.Int32 => Array.ConvertAll(Longs(tensor), v => (double)v),
            var other => throw new UnsupportedModelException($"The constant '{tensor.Name}' is {other}; real numbers needed."),
        };
    }

    /// <summary>The values of an int64 or int32 tensor.</summary>
    public static long[] Longs(TensorProto tensor)
    {
        RefuseExternalData(tensor);
        var raw = tensor.RawData.Span;
        return (DataType)tensor.DataType switch
        {
            DataType.Int64 when raw.IsEmpty => [.. tensor.Int64Data],
            DataType.Int64 => MemoryMarshal.Cast<byte, long>(raw).ToArray(),
            DataType.Int32 when raw.IsEmpty => [.. tensor.Int32Data.Select(v => (long)v)],
            DataType.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(raw).ToArray(), v => (long)v),
            var other => throw new UnsupportedModelException($"The constant '{tensor.Name}' is {other}; whole numbers needed."),
        };
    }

    public static TensorProto Of(string name, DataType type, ReadOnlySpan<long> dims, double[] values)
    {
        var tensor = New(name, type, dims);
        tensor.RawData = ByteString.CopyFrom(type switch
        {
            DataType.Double => MemoryMarshal.AsBytes<double>(values),
            DataType.Float => MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, v => (float)v)),
            DataType.Float16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)),
            _ => throw new UnsupportedModelException($"Constants of type {type} are not written."),
        });
        return tensor;
    }

    public static TensorProto Of(string name, ReadOnlySpan<long> dims, long[] values)
    {
        var tensor = New(name, DataType.Int64, dims);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values));
        return tensor;
    }

    private static TensorProto New(string name, DataType type, ReadOnlySpan<long> dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(dims.ToArray());
        return tensor;
    }
}
