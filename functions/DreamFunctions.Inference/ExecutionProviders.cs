using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>Turns the asked provider into settings of ONNX Runtime.</summary>
internal static class ExecutionProviders
{
    private const string Cuda = "CUDAExecutionProvider";

    /// <summary>Which provider it will be, <see cref="Provider.Cpu"/> or <see cref="Provider.Cuda"/>.</summary>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for and is not to be had.</exception>
    public static Provider Choose(Provider asked, Action<string>? notice)
    {
        if (asked == Provider.Cpu)
        {
            return Provider.Cpu;
        }

        try
        {
            if (!OrtEnv.Instance().GetAvailableProviders().Contains(Cuda))
            {
                throw new ProviderUnavailableException("this build's ONNX Runtime is the one for the processor.");
            }

            // The list says what the library was built with; only this finds a missing driver or GPU.
            using var options = new SessionOptions();
            options.AppendExecutionProvider_CUDA(0);
            return Provider.Cuda;
        }
        catch (OnnxRuntimeException exception) when (asked == Provider.Cuda)
        {
            throw new ProviderUnavailableException($"{exception.Message.TrimEnd('.')}.", exception);
        }
        catch (Exception exception)
            when (asked == Provider.Auto && exception is OnnxRuntimeException or ProviderUnavailableException)
        {
            notice?.Invoke($"The net runs on the processor, since CUDA is not to be had: {exception.Message}");
            return Provider.Cpu;
        }
    }

    /// <summary>Settings for a session on the chosen provider.</summary>
    public static SessionOptions Options(Provider chosen, int threads)
    {
        var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,

            // With a pattern the runtime plans all tensors as one block on the second run, beside what the first one took: a
            // gradient of GoogLeNet 4c at 1,024 x 768 peaked at 1,658 MB with it and at 966 MB without, and was no faster.
            EnableMemoryPattern = false,

            // Its warnings are about graph optimisations, nothing that a user could act on.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (chosen == Provider.Cuda)
        {
            options.AppendExecutionProvider_CUDA(0);
        }

        return options;
    }
}
