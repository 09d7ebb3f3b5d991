using System.Diagnostics;

namespace DreamFunctions.Pipeline;

/// <summary>W3C's traceparent (https://www.w3.org/TR/trace-context/#traceparent-header), by which a trace goes from process to process.</summary>
public static class TraceParent
{
    /// <summary>The span that it names; the default, no span, where it is absent or malformed: a trace is no reason to fail.</summary>
    public static ActivityContext Read(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext span) ? span : default;

    /// <summary>The same text if it is well-formed, else null: what strangers send goes no further.</summary>
    public static string? Check(string? traceParent) => Read(traceParent) == default ? null : traceParent;
}
