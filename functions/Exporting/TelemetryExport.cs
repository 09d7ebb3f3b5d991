using System.Diagnostics;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DreamFunctions.Exporting;

/// <summary>
/// Where a program's traces, metrics and logs go, by the environment variables of OpenTelemetry
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables). One file, compiled into each program that runs
/// as a process of its own, so that the rooms they share need none of these packages.
/// </summary>
internal static class TelemetryExport
{
    /// <summary>Adds what the variables ask for; null where they ask for nothing: no SDK and no exporter is loaded then.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="program">The service's name, unless OTEL_SERVICE_NAME gives another.</param>
    /// <param name="variable">Gives an environment variable, or null.</param>
    /// <param name="always">Whether traces, metrics and logs are wanted for an exporter that the caller adds.</param>
    public static OpenTelemetryBuilder? AddTelemetry(
        this IServiceCollection services, string program, Func<string, string?> variable, bool always = false)
    {
        SignalExporters traces = SignalExporters.Of("TRACES", variable);
        SignalExporters metrics = SignalExporters.Of("METRICS", variable);
        SignalExporters logs = SignalExporters.Of("LOGS", variable);
        bool disabled = string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return disabled || !(always || traces.Any || metrics.Any || logs.Any) ? null : Add(services, program, traces, metrics, logs, always);
    }

    private static OpenTelemetryBuilder Add(
        IServiceCollection services, string program, SignalExporters traces, SignalExporters metrics, SignalExporters logs, bool always)
    {
        if (traces.Console || metrics.Console || logs.Console)
            Trace.Listeners.Add(new ConsoleTraceListener(useErrorStream: true));
        // The variables come last: what they say of the resource counts.
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry().ConfigureResource(
            resource => resource.Clear().AddTelemetrySdk().AddService(program).AddEnvironmentVariableDetector());
        if (always || traces.Any)
        {
            telemetry.WithTracing(tracing =>
            {
                tracing.AddSource(DreamTraces.Name);
                if (traces.Otlp)
                    tracing.AddOtlpExporter();
                if (traces.Console)
                    tracing.AddConsoleExporter(ToStandardError);
            });
        }

        if (always || metrics.Any)
        {
            telemetry.WithMetrics(metering =>
            {
                metering.AddMeter(DreamTraces.Name);
                if (metrics.Otlp)
                    metering.AddOtlpExporter();
                if (metrics.Console)
                    metering.AddConsoleExporter(ToStandardError);
            });
        }

        if (always || logs.Any)
        {
            telemetry.WithLogging(
                logging =>
                {
                    if (logs.Otlp)
                        logging.AddOtlpExporter();
                    if (logs.Console)
                        logging.AddConsoleExporter(ToStandardError);
                },
                options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
            // By its own measure: a program whose console shows errors only is still to be seen into.
            services.AddLogging(logging => logging.AddFilter<OpenTelemetryLoggerProvider>((category, level) =>
                level >= (category?.StartsWith("DreamFunctions.", StringComparison.Ordinal) == true ? LogLevel.Information : LogLevel.Warning)));
        }

        return telemetry;
    }

    // Standard output belongs to results. The exporter knows it and the debugger's output only, which a listener brings here.
    private static void ToStandardError(ConsoleExporterOptions options) => options.Targets = ConsoleExporterOutputTargets.Debug;
}

/// <summary>The exporters of one signal.</summary>
/// <param name="Otlp">To OTEL_EXPORTER_OTLP_ENDPOINT, or a collector on this machine.</param>
/// <param name="Console">To standard error.</param>
internal readonly record struct SignalExporters(bool Otlp, bool Console)
{
    /// <summary>Whether there is one.</summary>
    public bool Any => Otlp || Console;

    /// <summary>
    /// What OTEL_TRACES_EXPORTER (and alike) names, separated by commas: otlp, console, none; names of other exporters are passed
    /// over, as the specification asks. Without it OTLP where an endpoint is set, else none.
    /// </summary>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    /// <param name="variable">Gives an environment variable, or null.</param>
    public static SignalExporters Of(string signal, Func<string, string?> variable)
    {
        bool Set(string name) => !string.IsNullOrWhiteSpace(variable(name));
        if (!Set($"OTEL_{signal}_EXPORTER"))
            return new(Set("OTEL_EXPORTER_OTLP_ENDPOINT") || Set($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"), false);
        string[] names = variable($"OTEL_{signal}_EXPORTER")!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(names.Contains("otlp"), names.Contains("console"));
    }
}
