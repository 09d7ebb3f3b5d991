namespace DreamFunctions.Inference;

/// <summary>The asked provider is not to be had here; the message says what to do.</summary>
public sealed class ProviderUnavailableException : Exception
{
    internal ProviderUnavailableException(string reason, Exception? inner = null)
        : base(
            $"The net cannot run on CUDA here: {reason} Build the worker with -p:OnnxRuntime=gpu and run it in its image, "
            + "where there is an NVIDIA GPU with its driver; or choose the provider cpu, or auto, which then falls back to it.",
            inner)
    {
    }
}
