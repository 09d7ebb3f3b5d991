namespace DreamFunctions.Local.Commands;

/// <summary>How one photo of a run ended.</summary>
/// <param name="Photo">The photo as it was named.</param>
/// <param name="Dream">The dream's path; null where there is none.</param>
/// <param name="Report">The path of the JSON beside it; null where there is none.</param>
/// <param name="Error">Why there is none; null where there is one.</param>
internal sealed record PhotoResult(string Photo, string? Dream, string? Report, string? Error);
