using System.Diagnostics.Metrics;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// What is counted and measured of dreams. Tags are of few values (passes, nets of the catalogue, outcomes), never a dream's name
/// or id. Without a listener nothing is kept. docs/observing.md has the table.
/// </summary>
public static class DreamMetrics
{
    private static readonly Meter Meter = new(DreamTraces.Name);

    private static readonly Counter<long> Tiles = Meter.CreateCounter<long>("dream.tiles", "{tile}", "Tickets done, by pass");

    private static readonly Histogram<double> TileSeconds = Seconds("dream.tile.duration", "From taking a ticket to its answer");

    private static readonly Histogram<double> TicketAge = Seconds("dream.ticket.age", "From sending a ticket to its being taken");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("dream.ended", "{dream}", "Dreams that ended, by outcome");

    private static readonly Histogram<double> Duration = Seconds("dream.duration", "From a dream's begin to its end, waiting included");

    private static readonly Histogram<double> PerMegapixel = Ratio(
        "dream.work.per_megapixel", "s/{megapixel}", "Seconds of intake, workers and finish, for each megapixel", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);

    private static readonly Histogram<double> EnergyGain = Ratio(
        "dream.energy.gain", "1", "The target's energy for the dream over that for the upload", [0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32]);

    private static readonly Histogram<double> SeamContrast = Ratio(
        "dream.seam.contrast", "1", "The step at the borders of tiles over that elsewhere", [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.5]);

    private static readonly Histogram<double> SeamDiscontinuity = Ratio(
        "dream.seam.discontinuity", "1", "The jump at the borders of tiles; 1 where nothing is cut", [0.8, 0.9, 0.95, 1, 1.02, 1.05, 1.1, 1.2, 1.5, 2]);

    private static readonly Gauge<int> InFlight = Meter.CreateGauge<int>("dream.in_flight", "{dream}", "Dreams under way");

    private static readonly Gauge<int> Waiting = Meter.CreateGauge<int>("dream.waiting", "{dream}", "Dreams that wait in line");

    /// <summary>A worker took a ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="age">How long ago it was sent; clocks of two machines may make it negative, which counts as 0.</param>
    public static void Taken(TileTicket ticket, TimeSpan age) =>
        TicketAge.Record(Math.Max(0, age.TotalSeconds), new KeyValuePair<string, object?>(SpanTags.Pass, NameOf(ticket.Pass)));

    /// <summary>A worker answered a ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="result">The answer.</param>
    public static void Answered(TileTicket ticket, TileResult result)
    {
        KeyValuePair<string, object?> pass = new(SpanTags.Pass, NameOf(ticket.Pass)), model = new(SpanTags.Model, ticket.Model);
        Tiles.Add(1, pass, model, Outcome(result.Error is null ? "done" : "failed"));
        if (result.Error is null)
            TileSeconds.Record(result.Seconds, pass, model);
    }

    /// <summary>A dream is finished.</summary>
    internal static void Finished(DreamReport report)
    {
        KeyValuePair<string, object?> model = new(SpanTags.Model, report.Settings.Model);
        DreamSeconds seconds = report.Seconds;
        PerMegapixel.Record((seconds.Intake + seconds.Gradient + seconds.AroundGradient + seconds.Finish) / report.Traffic.Megapixels, model);
        if (report.EnergyBefore > 0)
            EnergyGain.Record(report.EnergyAfter / report.EnergyBefore, model);
        if (report.Seams is { } seams)
            Seams(seams, report.Settings.Model);
    }

    /// <summary>The seams of a dream were scored, on each axis that has some.</summary>
    /// <param name="seams">The score.</param>
    /// <param name="model">The net.</param>
    public static void Seams(SeamScore seams, string model)
    {
        KeyValuePair<string, object?> of = new(SpanTags.Model, model);
        foreach (AxisSeams axis in new[] { seams.Across, seams.Down }.OfType<AxisSeams>())
        {
            SeamDiscontinuity.Record(axis.Discontinuity.AtBorders, of);
            if (axis.Contrast.Elsewhere > 0)
                SeamContrast.Record(axis.Contrast.AtBorders / axis.Contrast.Elsewhere, of);
        }
    }

    /// <summary>A dream ended: completed, failed or cancelled.</summary>
    internal static void End(string outcome, TimeSpan took)
    {
        Ended.Add(1, Outcome(outcome));
        Duration.Record(took.TotalSeconds, Outcome(outcome));
    }

    /// <summary>Whether anybody wants the line counted.</summary>
    internal static bool WatchesLine => InFlight.Enabled || Waiting.Enabled;

    /// <summary>Somebody counted the line.</summary>
    internal static void InLine(int inFlight, int waiting)
    {
        InFlight.Record(inFlight);
        Waiting.Record(waiting);
    }

    /// <summary>A pass in small letters.</summary>
    public static string NameOf(TilePass pass) => pass switch
    {
        TilePass.Probe => "probe",
        TilePass.Measure => "measure",
        _ => "tile",
    };

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("dream.outcome", outcome);

    // The usual bounds are meant for milliseconds.
    private static Histogram<double> Seconds(string name, string description) =>
        Ratio(name, "s", description, [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900, 3600]);

    private static Histogram<double> Ratio(string name, string unit, string description, double[] bounds) =>
        Meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
