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

    /// <summary>One thread for small nets: more only spin.</summary>
    public Running(ModelProto model, int threads = 1)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
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

    /// <summary>The graph as the runtime rewrites it for this processor.</summary>
    public static ModelProto Optimised(ModelProto model)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var options = new SessionOptions { OptimizedModelFilePath = file, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            using (new InferenceSession(model.ToByteArray(), options)) return ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => session.Dispose();

    private static Tensor Read(NamedOnnxValue value) => value.Value is Tensor<double> d
        ? new Tensor([.. d], Shape(d.Dimensions))
        : new Tensor([.. value.AsTensor<float>().Select(v => (double)v)], Shape(value.AsTensor<float>().Dimensions));

    private static long[] Shape(ReadOnlySpan<int> dims) => Array.ConvertAll(dims.ToArray(), d => (long)d);
}
