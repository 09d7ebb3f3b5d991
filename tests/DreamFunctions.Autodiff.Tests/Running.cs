using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using DataType = Onnx.TensorProto.Types.DataType;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>A model in a session of the real runtime.</summary>
internal sealed class Running : IDisposable
{
    private readonly InferenceSession session;
    private readonly bool isDouble;

    public Running(ModelProto model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(model.ToByteArray(), options);
        isDouble = model.Graph.Input[0].Type.TensorType.ElemType == (int)DataType.Double;
    }

    public string InputName => session.InputMetadata.Keys.Single();

    public Dictionary<string, Tensor> Run(double[] x, params long[] shape)
    {
        var dims = Array.ConvertAll(shape, d => (int)d);
        var input = isDouble
            ? NamedOnnxValue.CreateFromTensor(InputName, new DenseTensor<double>(x, dims))
            : NamedOnnxValue.CreateFromTensor(InputName, new DenseTensor<float>(Array.ConvertAll(x, v => (float)v), dims));
        using var results = session.Run([input]);
        return results.ToDictionary(r => r.Name, Read);
    }

    public static Dictionary<string, Tensor> Once(ModelProto model, double[] x, params long[] shape)
    {
        using var running = new Running(model);
        return running.Run(x, shape);
    }

    public void Dispose() => session.Dispose();

    private static Tensor Read(NamedOnnxValue value) => value.Value is Tensor<double> d
        ? new Tensor([.. d], [.. d.Dimensions.ToArray().Select(n => (long)n)])
        : value.AsTensor<float>() is var f ? new Tensor([.. f.Select(v => (double)v)], [.. f.Dimensions.ToArray().Select(n => (long)n)])
        : throw new InvalidOperationException();
}
