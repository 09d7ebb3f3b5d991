using System.Diagnostics.Metrics;
using DreamFunctions.Dreaming;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Telemetry;

public sealed class DreamMetricsTests
{
    [Fact]
    public void Seams_are_measured_on_every_axis_that_has_some()
    {
        List<(string Metric, double Value)> seen = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == DreamTraces.Name)
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            // Other tests may dream at the same time.
            if (tags.ToArray().Contains(new(SpanTags.Model, "of-this-test")))
                seen.Add((instrument.Name, value));
        });
        listener.Start();
        SeamFigure contrast = new(AtBorders: 1.8, Elsewhere: 2, Low: 0, High: 3), flat = new(0, 0, 0, 0), jump = new(1.1, 1, 0.9, 1.2);
        AxisSeams across = new(3, contrast, jump, jump, []), down = new(1, flat, jump, jump, []);
        DreamMetrics.Seams(new(across, down), "of-this-test");
        DreamMetrics.Seams(new(null, null), "of-this-test");
        Assert.Equal([("dream.seam.contrast", 0.9), ("dream.seam.discontinuity", 1.1), ("dream.seam.discontinuity", 1.1)], seen.Order());
    }
}
