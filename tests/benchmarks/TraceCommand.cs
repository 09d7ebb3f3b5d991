using System.Diagnostics;
using DreamFunctions.Tests;

namespace DreamFunctions.Benchmarks;

/// <summary>Runs <c>dream</c> with a receiver of telemetry beside it, and prints what came in: traces as trees, then metrics.</summary>
internal static class TraceCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Without a command of dream: whoever else sends to the usual port, until this is stopped by Enter.
        using OtlpReceiver receiver = new(args.Length > 0 ? 0 : 4318);
        if (args.Length > 0)
        {
            ProcessStartInfo dream = new("dotnet", [Repository.PathOf("functions/DreamFunctions.Local/bin/Release/net10.0/DreamFunctions.Local.dll"), .. args]);
            foreach ((string name, string value) in receiver.Environment)
                dream.Environment[name] = value;
            using Process process = Process.Start(dream)!;
            await process.WaitForExitAsync();
        }
        else
        {
            Console.WriteLine($"OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}");
            Console.ReadLine();
        }

        foreach (IGrouping<string, OtlpSpan> trace in receiver.Spans.GroupBy(span => span.Trace))
        {
            Console.WriteLine($"trace {trace.Key}, {trace.Count()} spans: begin and length in seconds");
            foreach (string line in TraceTree.Lines(trace))
                Console.WriteLine(line);
        }

        foreach (OtlpPoint point in receiver.Points.OrderBy(point => point.Metric, StringComparer.Ordinal))
        {
            string tags = string.Join(' ', point.Tags.Select(tag => $"{tag.Key}={tag.Value}"));
            Console.WriteLine(FormattableString.Invariant($"{point.Metric} [{point.Unit}] count {point.Count} sum {point.Sum:0.###} {tags} ({point.Service})"));
        }

        foreach (OtlpLog log in receiver.Logs)
        {
            string ids = string.Join(' ', log.Tags.Where(tag => tag.Key != "{OriginalFormat}").Select(tag => $"{tag.Key}={tag.Value}"));
            Console.WriteLine($"log {log.Service} {log.Trace} {log.Text} | {ids}");
        }

        return 0;
    }
}
