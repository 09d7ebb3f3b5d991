using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Telemetry;

/// <summary>What must have been seen of a run of one good photo and one bad one.</summary>
internal static class SeenInside
{
    public static void Check(OtlpReceiver receiver, DreamReport report)
    {
        var traces = receiver.Spans.GroupBy(span => span.Trace).ToDictionary(trace => Assert.Single(trace, IsFirst)["dream.picture"]!, trace => trace.ToList());
        Assert.Equal(2, traces.Count);
        var bad = Assert.Single(traces, trace => trace.Key.EndsWith("bad.jpg", StringComparison.Ordinal)).Value;
        Assert.Equal("failed", Named(bad, "dream").Single()["dream.event"]);
        Assert.Single(Named(bad, "refuse"));

        var good = Assert.Single(traces, trace => trace.Key.EndsWith("good.png", StringComparison.Ordinal)).Value;
        CheckTree(good, report);
        CheckTickets(good, report);
        CheckMetrics(receiver, report);
        var answered = receiver.Logs.First(log => log.Service == "dream-worker" && log.Trace == good[0].Trace);
        Assert.Contains(answered.Span, good.Select(span => span.Id));
        Assert.Equal(report.InstanceId, answered.Tags["InstanceId"]);
        Assert.True(answered.Tags.ContainsKey("Octave") && answered.Tags.ContainsKey("Tile"));
    }

    private static bool IsFirst(OtlpSpan span) => span.Parent.Length == 0;

    private static List<OtlpSpan> Named(List<OtlpSpan> trace, string name) => trace.FindAll(span => span.Name == name);

    // Orchestrators replay; spans do not: each stage once, below the first span or what caused it, and no longer than the dream.
    private static void CheckTree(List<OtlpSpan> trace, DreamReport report)
    {
        Assert.DoesNotContain(trace, span => span.Failed);
        Assert.Equal(trace.Count, trace.Select(span => span.Id).Distinct().Count());
        var first = trace.Single(IsFirst);
        Assert.Equal("accept", first.Name);
        foreach (var stage in new[] { "dream", "intake", "finish", "sweep" })
        {
            var span = Assert.Single(Named(trace, stage));
            Assert.Equal((first.Id, report.InstanceId), (span.Parent, span["dream.id"]));
        }

        Assert.Equal(["0", "1"], Named(trace, "octave").Select(span => span["dream.octave"]).Order());
        Assert.Equal(["accepted", "completed", "octave-done", "octave-done"], Named(trace, "announce").Select(span => span["dream.event"]).Order());
        Assert.Equal(2, Named(trace, "turn").Count);
        var dream = Named(trace, "dream").Single();
        Assert.All(Named(trace, "octave"), octave => Assert.True(octave.Start >= dream.Start && octave.End <= dream.End));
        Assert.InRange(dream.End - dream.Start, report.Seconds.Intake + report.Seconds.Finish, 600);
    }

    // Each ticket is sent by the coordinator, done by the worker and answered to the coordinator, once.
    private static void CheckTickets(List<OtlpSpan> trace, DreamReport report)
    {
        var sent = Named(trace, "ticket");
        Assert.Equal(report.TicketsSent + report.SurveysSent, sent.Count);
        Assert.All(sent, ticket => Assert.Equal("send tickets", trace.Single(span => span.Id == ticket.Parent).Name));
        Assert.All(sent, ticket =>
        {
            var done = Assert.Single(trace, span => span.Parent == ticket.Id);
            Assert.Equal(("dream", "dream-worker"), (ticket.Service, done.Service));
            Assert.Equal((ticket["dream.pass"], KeyOf(ticket)), (done.Name, KeyOf(done)));
            Assert.Equal(("answer", "dream"), trace.Where(span => span.Parent == done.Id).Select(span => (span.Name, span.Service)).Single());
        });
        var tiles = Named(trace, "tile");
        Assert.Equal(report.TilesPlanned, tiles.Count);
        Assert.Equal(tiles.Count, tiles.Select(KeyOf).Distinct().Count());
    }

    private static string KeyOf(OtlpSpan span) => string.Join('/', span["dream.octave"], span["dream.pass"], span["dream.tile"], span["dream.attempt"]);

    private static void CheckMetrics(OtlpReceiver receiver, DreamReport report)
    {
        OtlpPoint Point(string metric, string unit, params (string Tag, string Value)[] tags) =>
            Assert.Single(receiver.Points, point => point.Metric == metric && point.Unit == unit && tags.All(tag => point.Tags[tag.Tag] == tag.Value));

        Assert.Equal(report.TilesPlanned, Point("dream.tiles", "{tile}", ("dream.pass", "tile"), ("dream.outcome", "done")).Sum);
        Assert.Equal(report.TilesPlanned, Point("dream.tile.duration", "s", ("dream.pass", "tile")).Count);
        Assert.Equal(report.TilesPlanned, Point("dream.ticket.age", "s", ("dream.pass", "tile")).Count);
        Assert.Equal(1, Point("dream.ended", "{dream}", ("dream.outcome", "completed")).Sum);
        Assert.Equal(1, Point("dream.ended", "{dream}", ("dream.outcome", "failed")).Sum);
        Assert.Equal(report.EnergyAfter / report.EnergyBefore, Point("dream.energy.gain", "1").Sum, 9);
        var seconds = report.Seconds;
        var work = seconds.Intake + seconds.Gradient + seconds.AroundGradient + seconds.Finish;
        Assert.Equal(work / report.Traffic.Megapixels, Point("dream.work.per_megapixel", "s/{megapixel}").Sum, 6);
        Assert.Equal(1, Point("dream.duration", "s", ("dream.outcome", "completed")).Count);
        Point("dream.in_flight", "{dream}");
        Point("dream.waiting", "{dream}");
    }
}
