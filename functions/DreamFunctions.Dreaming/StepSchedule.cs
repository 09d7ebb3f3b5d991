using System.Text.Json.Serialization;

namespace DreamFunctions.Dreaming;

/// <summary>How long steps are in the course of an octave.</summary>
public enum StepSchedule
{
    /// <summary>All alike.</summary>
    [JsonStringEnumMemberName("constant")] Constant,

    /// <summary>Falling in a straight line, the last 1/n of the first.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>Falling along half a cosine: long at first, then finer and finer.</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,
}
