using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace DreamFunctions.Exporting;

/// <summary>Application Insights beside the other exporters, for the two programs that run in Azure.</summary>
internal static class Insights
{
    /// <summary>
    /// What <see cref="TelemetryExport.AddTelemetry"/> adds, and Application Insights where the platform names one:
    /// APPLICATIONINSIGHTS_CONNECTION_STRING, and APPLICATIONINSIGHTS_AUTHENTICATION_STRING where it takes managed identities only.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="program">The service's name.</param>
    /// <param name="variable">Gives an environment variable, or null.</param>
    public static OpenTelemetryBuilder? AddTelemetryAndInsights(this IServiceCollection services, string program, Func<string, string?> variable)
    {
        string? connection = variable("APPLICATIONINSIGHTS_CONNECTION_STRING");
        bool named = !string.IsNullOrWhiteSpace(connection);
        OpenTelemetryBuilder? telemetry = services.AddTelemetry(program, variable, always: named);
        return named && telemetry is not null ? Use(telemetry, connection!, variable("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")) : telemetry;
    }

    private static OpenTelemetryBuilder Use(OpenTelemetryBuilder telemetry, string connection, string? authentication)
    {
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = connection;
            options.EnableLiveMetrics = false;
            // Each program would choose five traces a second for itself, and a dream would miss some of its tiles.
            (options.TracesPerSecond, options.SamplingRatio) = (null, 1);
            if (!string.IsNullOrWhiteSpace(authentication))
                options.Credential = new DefaultAzureCredential();
        });
        return telemetry;
    }
}
