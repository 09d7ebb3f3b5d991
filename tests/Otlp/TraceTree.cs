namespace DreamFunctions.Tests;

/// <summary>A trace as text: a line a span, below its parent, in the order of their begin.</summary>
internal static class TraceTree
{
    private static readonly string[] Shown =
        ["dream.octave", "dream.pass", "dream.tile", "dream.attempt", "dream.tickets", "dream.event", "dream.size", "dream.targets", "dream.picture"];

    /// <summary>Seconds since the trace's begin, its length, the span's name, some of its tags, who sent it.</summary>
    public static IEnumerable<string> Lines(IEnumerable<OtlpSpan> trace)
    {
        List<OtlpSpan> spans = [.. trace.OrderBy(span => span.Start)];
        HashSet<string> ids = [.. spans.Select(span => span.Id)];
        return spans.Where(span => !ids.Contains(span.Parent)).SelectMany(root => Below(root, 0));

        IEnumerable<string> Below(OtlpSpan span, int depth)
        {
            string tags = string.Join(' ', Shown.Where(tag => span[tag] is not null).Select(tag => $"{tag[6..]}={span[tag]}"));
            string name = new string(' ', 2 * depth) + span.Name + (span.Failed ? " (failed)" : "");
            string times = FormattableString.Invariant($"{span.Start - spans[0].Start,8:0.000} {span.End - span.Start,7:0.000}");
            return spans.Where(child => child.Parent == span.Id).SelectMany(child => Below(child, depth + 1))
                .Prepend($"{times}  {name,-22} {span.Service,-13} {tags}".TrimEnd());
        }
    }
}
