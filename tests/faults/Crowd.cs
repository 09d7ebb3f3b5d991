using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Faults;

/// <summary>
/// Many small pictures and a giant before them, or small ones for a while: how long each takes, and what the processes hold meanwhile.
/// </summary>
internal sealed class Crowd(Ground ground, int seed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    private static readonly Func<Sample, Held>[] parts = [sample => sample.Coordinator, sample => sample.Workers, sample => sample.Storage];

    private readonly Random random = new(seed);
    private readonly List<Sample> samples = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int dropped;

    /// <summary>Drops the giant, then all small ones at once, and waits for the last dream.</summary>
    public async Task DropAsync(int small, (int Width, int Height)? giant, TimeSpan patience, CancellationToken cancel)
    {
        if (giant is { } size)
            await PutAsync("giant.jpg", Pictures.Jpeg(random, size.Width, size.Height));
        for (int i = 0; i < small; i++)
            await PutAsync($"small-{i:0000}.png", Small());
        while ((await SampleAsync()).Done < dropped && watch.Elapsed < patience)
            await Task.Delay(Tick, cancel);
    }

    /// <summary>Keeps so many pictures, small and middling, PNG and JPEG, under way until the time is over, then waits for the last.</summary>
    public async Task KeepAsync(int underWay, TimeSpan time, CancellationToken cancel)
    {
        Sample now = await SampleAsync();
        while (watch.Elapsed < time || now.Done < dropped)
        {
            while (watch.Elapsed < time && dropped - now.Done < underWay)
                await PutMixedAsync();
            await Task.Delay(Tick, cancel);
            now = await SampleAsync();
        }
    }

    /// <summary>Latencies by the storage's own clock, and a line a minute of what was held.</summary>
    public async Task PrintAsync()
    {
        Dictionary<string, DateTimeOffset> began = [], ended = [];
        await foreach (BlobItem upload in ground.Storage.Uploads.GetBlobsAsync())
            began[upload.Name] = upload.Properties.LastModified!.Value;
        await foreach (BlobItem dream in ground.Storage.Dreams.GetBlobsAsync())
            ended[dream.Name] = dream.Properties.LastModified!.Value;
        double[] seconds =
        [
            .. began.Where(upload => upload.Key.StartsWith("small", StringComparison.Ordinal) && ended.ContainsKey(upload.Key))
                .Select(upload => (ended[upload.Key] - upload.Value).TotalSeconds).Order(),
        ];
        Sample[] minutes = [.. samples.GroupBy(sample => (int)sample.At.TotalMinutes).Select(minute => minute.Last())];
        Console.WriteLine("| minute | dreams | coordinator MB, handles | workers MB, handles | storage MB, handles |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (Sample at in minutes)
            Console.WriteLine($"| {(int)at.At.TotalMinutes} | {at.Done} | {at.Coordinator} | {at.Workers} | {at.Storage} |");
        Plot("dreams a minute", minutes.Zip(minutes.Skip(1), (before, after) => (double)(after.Done - before.Done)));
        Plot("MB: coordinator, workers, storage", [.. parts.Select(part => minutes.Select(sample => part(sample).Megabytes))]);
        Plot("open files: coordinator, workers, storage", [.. parts.Select(part => minutes.Select(sample => (double)part(sample).Handles))]);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seconds.Length} small dreams in {watch.Elapsed.TotalSeconds:0} s, {seconds.Length / watch.Elapsed.TotalMinutes:0.0} a minute; "
            + $"seconds from upload to dream: first {At(0):0}, half {At(0.5):0}, 95 % {At(0.95):0}, last {At(1):0}"));
        if (ended.TryGetValue("giant.jpg", out DateTimeOffset done))
        {
            int before = ended.Count(dream => dream.Key.StartsWith("small", StringComparison.Ordinal) && began.ContainsKey(dream.Key) && dream.Value < done);
            Console.WriteLine($"giant: {(done - began["giant.jpg"]).TotalSeconds:0} s; {before} small ones were there before it");
        }

        Slope("coordinator", sample => sample.Coordinator);
        Slope("workers", sample => sample.Workers);
        Slope("storage", sample => sample.Storage);

        double At(double share) => seconds.Length == 0 ? double.NaN : seconds[(int)(share * (seconds.Length - 1))];
    }

    // A line for each, as GitHub draws it (mermaid's xychart).
    private static void Plot(string what, params IEnumerable<double>[] lines)
    {
        Console.WriteLine($"```mermaid\nxychart-beta\n  title \"{what}\"\n  x-axis \"minutes\"");
        foreach (IEnumerable<double> line in lines)
            Console.WriteLine($"  line [{string.Join(", ", line.Select(value => value.ToString("0", CultureInfo.InvariantCulture)))}]");
        Console.WriteLine("```");
    }

    private BinaryData Small() => Pictures.Png(random, random.Next(48, 200), random.Next(48, 200));

    // Of ten one is as large as a picture on a page, and three are JPEGs.
    private Task PutMixedAsync()
    {
        (int smallest, int largest) = random.Next(10) == 0 ? (400, 1200) : (48, 200);
        (int width, int height) = (random.Next(smallest, largest), random.Next(smallest, largest));
        return random.Next(10) < 3
            ? PutAsync($"small-{dropped:00000}.jpg", Pictures.Jpeg(random, width, height))
            : PutAsync($"small-{dropped:00000}.png", Pictures.Png(random, width, height));
    }

    private async Task PutAsync(string name, BinaryData content)
    {
        await ground.Storage.Uploads.GetBlobClient(name).UploadAsync(content, new BlobUploadOptions());
        dropped++;
    }

    private async Task<Sample> SampleAsync()
    {
        int done = 0;
        await foreach (BlobItem blob in ground.Storage.Dreams.GetBlobsAsync())
            done += blob.Name.EndsWith(".png.json", StringComparison.Ordinal) || blob.Name.EndsWith(".jpg.json", StringComparison.Ordinal) ? 1 : 0;
        int[] storage =
        [
            .. Process.GetProcesses().Select(process => process.Id).Where(id => Commands.Of(id).Contains($"--location {ground.StorageFolder} ")),
        ];
        Sample now = new(watch.Elapsed, done, Held.By([ground.Coordinator.Id]), Held.By([.. ground.Coordinator.Workers()]), Held.By(storage));
        samples.Add(now);
        return now;
    }

    // Least squares over the second half, when everything has been loaded.
    private void Slope(string what, Func<Sample, Held> held)
    {
        Sample[] late = [.. samples.Skip(samples.Count / 2)];
        if (late.Length < 2)
            return;
        double x = late.Average(sample => sample.At.TotalHours), y = late.Average(sample => held(sample).Megabytes);
        double handles = late.Average(sample => held(sample).Handles), spread = late.Sum(sample => Math.Pow(sample.At.TotalHours - x, 2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, second half: {y:0} MB, "
            + $"{late.Sum(sample => (sample.At.TotalHours - x) * (held(sample).Megabytes - y)) / spread:+0;-0;0} MB an hour; {handles:0} handles, "
            + $"{late.Sum(sample => (sample.At.TotalHours - x) * (held(sample).Handles - handles)) / spread:+0;-0;0} an hour"));
    }

    private sealed record Sample(TimeSpan At, int Done, Held Coordinator, Held Workers, Held Storage);
}
