namespace DreamFunctions.Inference;

/// <summary>A graph as the bytes that ONNX Runtime reads, and how its image goes in.</summary>
/// <param name="Bytes">The model.</param>
/// <param name="Input">The image input's name.</param>
/// <param name="FreeDimensions">The names of the input's four dimensions; empty where one is fixed.</param>
internal sealed record NetGraph(byte[] Bytes, string Input, IReadOnlyList<string> FreeDimensions);
