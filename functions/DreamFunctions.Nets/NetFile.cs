namespace DreamFunctions.Nets;

/// <summary>One file that holds a net.</summary>
/// <param name="File">Its name, without a folder.</param>
/// <param name="Sha256">Its checksum, 64 hexadecimal digits in lower case.</param>
/// <param name="Input">The name of its image input.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record NetFile(string File, string Sha256, string Input, NetSource Source);
