using DreamFunctions.Exporting;

namespace DreamFunctions.Local.Tests.Telemetry;

public class SignalExportersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", "otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:4318", "otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:4318", "")]
    [InlineData("OTEL_TRACES_EXPORTER=console", "console")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", "otlp")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp, console", "otlp console")]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin", "")]
    [InlineData("OTEL_METRICS_EXPORTER=console", "")]
    [InlineData("OTEL_TRACES_EXPORTER=none;OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", "")]
    [InlineData("OTEL_TRACES_EXPORTER= ;OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", "otlp")]
    public void Variables_say_where_traces_go(string variables, string exporters)
    {
        var set = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);
        var found = SignalExporters.Of("TRACES", name => set.GetValueOrDefault(name));
        Assert.Equal(exporters, $"{(found.Otlp ? "otlp" : "")} {(found.Console ? "console" : "")}".Trim());
        Assert.Equal(exporters.Length > 0, found.Any);
    }
}
