using System.Text.Json;
using Onnx;

namespace DreamFunctions.Benchmarks;

/// <summary>Where the time of a run goes, by operator: the shortest of 20 runs of every node, summed.</summary>
internal static class Profile
{
    public static void Print(ModelProto model, int size, int threads)
    {
        var prefix = Path.Combine(Path.GetTempPath(), $"dream-profile-{Environment.ProcessId}");
        string file;
        using (var timed = new Timed(model, size, threads, o =>
        {
            o.EnableProfiling = true;
            o.ProfileOutputPathPrefix = prefix;
        }))
        {
            for (var i = 0; i < 20; i++) timed.Run();
            file = timed.EndProfiling();
        }
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        File.Delete(file);
        var nodes = json.RootElement.EnumerateArray()
            .Where(e => e.TryGetProperty("args", out var a) && a.TryGetProperty("op_name", out _)
                && e.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal))
            .GroupBy(e => e.GetProperty("name").GetString()!)
            .Select(g => (Op: g.First().GetProperty("args").GetProperty("op_name").GetString()!, Name: g.Key,
                Ms: g.Min(e => e.GetProperty("dur").GetInt64()) / 1000.0))
            .ToList();
        Console.WriteLine();
        Console.WriteLine($"  {nodes.Sum(n => n.Ms),8:F1} ms in all");
        foreach (var op in nodes.GroupBy(n => n.Op).OrderByDescending(g => g.Sum(n => n.Ms)).Take(20))
        {
            var longest = op.OrderByDescending(n => n.Ms).Take(4).Select(n => $"{n.Name.Replace("_kernel_time", "")} {n.Ms:F1}");
            Console.WriteLine($"  {op.Sum(n => n.Ms),8:F2} ms  {op.Count(),3} x {op.Key}   e.g. {string.Join(", ", longest)}");
        }
        Console.WriteLine();
    }
}
