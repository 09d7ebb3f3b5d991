using System.Diagnostics;
using System.Text;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The spans of dreams: one trace a dream, from the upload's arrival to the last event, through every process. Orchestrators
/// replay and open none; what they call does, below the span in which the dream was accepted, whose traceparent is part of the
/// request. Without a listener nothing is made. docs/observing.md shows a trace.
/// </summary>
public static class DreamTraces
{
    /// <summary>The name of the source, and of <see cref="DreamMetrics"/>' meter.</summary>
    public const string Name = "DreamFunctions";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Opens a span of a dream below its traceparent, or below the current span where there is none; null where nobody listens.</summary>
    /// <param name="name">What is done; few different ones, since those who look group by it.</param>
    /// <param name="what">What is worked on.</param>
    /// <param name="kind">Whether a message comes in or goes out by it.</param>
    public static Activity? Begin(string name, IOfDream what, ActivityKind kind = ActivityKind.Internal)
    {
        Activity? span = Source.StartActivity(name, kind, TraceParent.Read(what.TraceParent));
        Describe(span, what);
        return span;
    }

    /// <summary>
    /// Opens the first span of a dream: below the traceparent that its request brought along, else of a trace of its own, linked to
    /// what is current (the run of a function, say), since one such run may start many dreams.
    /// </summary>
    public static Activity? Accept(DreamStart dream)
    {
        ActivityContext asked = TraceParent.Read(dream.Request.TraceParent);
        ActivityLink[] links = asked == default && Activity.Current is { } current ? [new(current.Context)] : [];
        // Else what is current would be the parent. Whoever called has it back when this async flow ends.
        Activity.Current = null;
        Activity? span = Source.StartActivity("accept", ActivityKind.Consumer, asked, links: links);
        Describe(span, dream);
        return span;
    }

    /// <summary>Writes a span of what took long, and which no single call saw from begin to end.</summary>
    internal static void Tell(string name, IOfDream what, DateTime since, DateTime until)
    {
        using Activity? span = Source.StartActivity(
            name, ActivityKind.Internal, TraceParent.Read(what.TraceParent), startTime: DateTime.SpecifyKind(since, DateTimeKind.Utc));
        Describe(span, what);
        span?.SetEndTime(DateTime.SpecifyKind(until, DateTimeKind.Utc));
    }

    /// <summary>The name of an activity's span: <c>SendTicketsActivity</c> is <c>send tickets</c>.</summary>
    public static string NameOf(Type activity)
    {
        StringBuilder name = new();
        foreach (char letter in activity.Name.Replace("Activity", "", StringComparison.Ordinal))
            name.Append(char.IsUpper(letter) && name.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        return name.ToString();
    }

    private static void Describe(Activity? span, IOfDream what)
    {
        if (span is { IsAllDataRequested: true })
            what.Describe(span);
    }
}

/// <summary>What is part of one dream: it knows its place in the dream's trace, and what a span of it tells.</summary>
public interface IOfDream
{
    /// <summary>The span that this belongs below, as W3C's traceparent; null where nobody traced it.</summary>
    string? TraceParent { get; }

    /// <summary>Puts ids and figures on a span, under the names of <see cref="SpanTags"/>.</summary>
    void Describe(Activity span);
}

/// <summary>The names of what spans tell.</summary>
public static class SpanTags
{
    /// <summary>The dream's instance id.</summary>
    public const string Dream = "dream.id";

    /// <summary>The upload's name.</summary>
    public const string Picture = "dream.picture";

    /// <summary>The net.</summary>
    public const string Model = "dream.model";

    /// <summary>What is amplified, as in the settings.</summary>
    public const string Targets = "dream.targets";

    /// <summary>Width and height in pixels, such as 512x384.</summary>
    public const string Size = "dream.size";

    /// <summary>The octave from 0, as in ids and blob names.</summary>
    public const string Octave = "dream.octave";

    /// <summary>Which pass over the octave: probe, tile or measure.</summary>
    public const string Pass = "dream.pass";

    /// <summary>The tile's number.</summary>
    public const string Tile = "dream.tile";

    /// <summary>The attempt at it, from 0.</summary>
    public const string Attempt = "dream.attempt";
}
