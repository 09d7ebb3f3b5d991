namespace DreamFunctions.Inference;

/// <summary>Where a net runs.</summary>
public enum Provider
{
    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On an NVIDIA GPU; an error where that is not possible.</summary>
    Cuda,

    /// <summary>On an NVIDIA GPU where possible, else, with a notice, on the processor.</summary>
    Auto,
}
