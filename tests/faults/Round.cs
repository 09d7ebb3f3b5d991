using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Faults;

/// <summary>Some uploads, some faults while they are dreamed, and what has become of them.</summary>
internal sealed class Round(Ground ground, int seed, int number, int pictures, IReadOnlyList<Fault> faults)
{
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly Random random = new((seed * 10_007) + number);
    private readonly string[] names = [.. Enumerable.Range(1, pictures).Select(n => $"round-{number}/picture-{n}.png"), $"round-{number}/words.jpg"];

    public async Task<Verdict> RunAsync(CancellationToken cancel)
    {
        // Nothing can go wrong where nothing runs yet.
        await ground.Coordinator.ApiAsync(cancel);
        Stopwatch watch = Stopwatch.StartNew();
        int ends = ground.Coordinator.Ends, disturbed = ground.Proxy.Faults;
        IReadOnlyList<Planned> plan = Planned.Draw(random, faults);
        foreach (string name in names)
            await DropAsync(name, cancel);
        foreach (Planned planned in plan)
        {
            if (planned.At > watch.Elapsed)
                await Task.Delay(planned.At - watch.Elapsed, cancel);
            await HappenAsync(planned.Fault, cancel);
        }

        Verdict verdict;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            verdict = await Verdict.LookAsync(ground, names, cancel);
        }
        while (!verdict.Settled && watch.Elapsed < Patience);
        return verdict with
        {
            Faults = plan,
            Seconds = watch.Elapsed.TotalSeconds,
            CoordinatorEnds = ground.Coordinator.Ends - ends,
            DisturbedCalls = ground.Proxy.Faults - disturbed,
        };
    }

    private async Task HappenAsync(Fault fault, CancellationToken cancel)
    {
        string name = names[random.Next(names.Length)];
        switch (fault)
        {
            case Fault.WorkerKilled:
                ground.Coordinator.KillWorker(random);
                break;
            case Fault.CoordinatorKilled:
                ground.Coordinator.Kill();
                break;
            case Fault.BothKilled:
                ground.Coordinator.KillWorker(random);
                ground.Coordinator.Kill();
                break;
            case Fault.StorageStopped:
                await ground.StopStorageAsync();
                await Task.Delay(Storm * random.NextDouble(), cancel);
                await ground.StartStorageAsync();
                break;
            case Fault.Resets:
                await StormAsync(Weather.Fair with { Resets = 0.1 }, cancel);
                break;
            case Fault.Errors:
                await StormAsync(Weather.Fair with { Errors = 0.1 }, cancel);
                break;
            case Fault.Delays:
                await StormAsync(Weather.Fair with { Delay = TimeSpan.FromSeconds(0.5) }, cancel);
                break;
            case Fault.Duplicates:
                await StormAsync(Weather.Fair with { Duplicates = 0.5 }, cancel);
                break;
            case Fault.AskedAgain:
                await AskAsync(name, cancel);
                break;
            case Fault.DroppedAgain:
                await DropAgainAsync(name, cancel);
                break;
            case Fault.Replaced:
                await DropAsync(name, cancel);
                break;
            case Fault.Deleted:
                await ground.Storage.Uploads.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);
                break;
            case Fault.DiskFull:
                await ground.Disk.FillAsync(Storm, cancel);
                break;
        }
    }

    private async Task StormAsync(Weather weather, CancellationToken cancel)
    {
        ground.Proxy.Weather = weather;
        await Task.Delay(Storm, cancel);
        ground.Proxy.Weather = Weather.Fair;
    }

    private async Task AskAsync(string name, CancellationToken cancel)
    {
        using HttpClient client = new();
        using StringContent body = new(JsonSerializer.Serialize(new { blob = name }), Encoding.UTF8, "application/json");
        try
        {
            Uri api = await ground.Coordinator.ApiAsync(cancel);
            using HttpResponseMessage answer = await client.PostAsync(new Uri($"{api}/dreams"), body, cancel);
        }
        catch (HttpRequestException)
        {
            // It is being killed, or was: whoever asks would ask again, and the upload is seen without it.
        }
    }

    private async Task DropAgainAsync(string name, CancellationToken cancel)
    {
        Azure.Storage.Blobs.BlobClient upload = ground.Storage.Uploads.GetBlobClient(name);
        if (!await upload.ExistsAsync(cancel))
            return;
        BlobDownloadResult bytes = await upload.DownloadContentAsync(cancel);
        await upload.UploadAsync(bytes.Content, new BlobUploadOptions(), cancel);
    }

    private async Task DropAsync(string name, CancellationToken cancel) =>
        await ground.Storage.Uploads.GetBlobClient(name).UploadAsync(
            name.EndsWith(".png", StringComparison.Ordinal)
                ? Pictures.Png(random, random.Next(48, 160), random.Next(48, 160))
                : new BinaryData("These words are no picture."),
            new BlobUploadOptions(), cancel);
}
