using Azure.Storage.Blobs.Models;
using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Tests.Hub;
using DreamFunctions.Local.Tests.Pumps;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DreamFunctions.Local.Tests.Workers;

/// <summary>One photo dreamed in several manners by a real worker, each asked for in the upload's metadata.</summary>
public sealed class MannerTests(LocalStorage storage)
{
    private static readonly DreamSettings Plain = new() { Octaves = 2, Iterations = 4, Jitter = 8, Layer = "block2", Step = 3 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_manner_shows_a_budget_ends_a_dream_early_and_a_dreams_own_json_gives_its_bytes_again()
    {
        using var host = await StartAsync();
        var dreams = host.Services.GetRequiredService<DreamStorage>();
        var plain = await DreamAsync(dreams, "plain.png");
        var half = await DreamAsync(dreams, "half.png", ("original", "0.5"));
        var soft = await DreamAsync(dreams, "soft.png", ("smoothing", "gaussian"), ("sigma", "3"));
        var shorter = await DreamAsync(dreams, "shorter.png", ("schedule", "linear"));
        var first = await DreamAsync(dreams, "first.png", ("budget", "0.05"), ("sigma", "2"), ("smoothing", "gaussian"), ("original", "0.1"));

        var photo = Values(Pictures.Png(96, 70).ToArray());
        // Half of the photo blended back: in the middle of photo and dream, but for rounding and for what was cut off at 0 and 255.
        var inside = Enumerable.Range(0, photo.Length).Where(i => plain.Values[i] is > 0 and < 255).ToArray();
        Assert.All(inside, i => Assert.InRange(half.Values[i] - ((photo[i] + plain.Values[i]) / 2), -1, 1));
        Assert.True(Strength(plain, photo) > 2, $"the plain dream moves values by {Strength(plain, photo)} on average");

        Assert.InRange(Roughness(soft, photo) / Roughness(plain, photo), 0.01, 0.7);
        Assert.InRange(Strength(shorter, photo) / Strength(plain, photo), 0.3, 0.85);

        Assert.Null(plain.Report.Ended);
        Assert.Equal("The budget of 0.05 megapixels ended it after octave 1 of 2.", first.Report.Ended);
        Assert.Equal((1, 1, 2), (first.Report.Octaves.Count, first.Report.Estimate!.Octaves, first.Report.Estimate.OfOctaves));
        Assert.True(first.Report.Estimate.Megapixels <= 0.05 && Strength(first, photo) > 0.5);

        // The JSON beside a dream, dropped beside the same photo under another name.
        foreach (var made in new[] { first, soft })
        {
            var again = $"again-{made.Report.Dream}";
            var json = (await dreams.Dreams.GetBlobClient($"{made.Report.Dream}.json").DownloadContentAsync(Stop)).Value.Content;
            await dreams.Uploads.UploadBlobAsync($"{again}.json", json, Stop);
            Assert.Equal(made.File, (await DreamAsync(dreams, again)).File);
        }

        await host.StopAsync(Stop);
    }

    private async Task<IHost> StartAsync()
    {
        var name = ToyHub.NewName();
        var host = await LocalPipeline.CreateAsync(
            new LocalPipelineOptions
            {
                Hub = new EmbeddedHubOptions
                {
                    ConnectionString = storage.ConnectionString,
                    HubName = name,
                    WorkerId = name,
                    Polling = TimeSpan.FromMilliseconds(100),
                    StopPatience = TimeSpan.Zero,
                },
                Workers = new TileWorkerOptions { Count = 1, ConnectionString = storage.ConnectionString, Program = Programs.TileWorker },
                Nets = NetCatalogue.BuiltIn(),
                Names = PipelineWithoutWorkers.NamesOf(name),
                Watch = new(Plain),
            },
            Stop);
        await host.StartAsync(Stop);
        return host;
    }

    private static async Task<Dreamed> DreamAsync(DreamStorage dreams, string name, params (string Key, string Value)[] settings)
    {
        var options = new BlobUploadOptions { Metadata = settings.ToDictionary(each => $"dream_{each.Key}", each => each.Value) };
        await dreams.Uploads.GetBlobClient(name).UploadAsync(Pictures.Png(96, 70), options, Stop);
        await Answers.UntilAsync(async () => await dreams.Dreams.GetBlobClient(name).ExistsAsync(Stop)
            || await dreams.Dreams.GetBlobClient($"{name}.error.json").ExistsAsync(Stop));
        var report = (await dreams.Dreams.GetBlobClient($"{name}.json").DownloadContentAsync(Stop)).Value.Content;
        var file = (await dreams.Dreams.GetBlobClient(name).DownloadContentAsync(Stop)).Value.Content.ToArray();
        return new Dreamed(file, Values(file), report.ToObjectFromJson<DreamReport>(SettingsRules.Json)!);
    }

    private static float[] Values(byte[] file)
    {
        using var picture = new ImageSharpDecoder().Decode(file, new());
        return picture.Part(new(picture.Facts.Size)).Values;
    }

    private static double Strength(Dreamed dream, float[] photo) => dream.Values.Zip(photo, (value, was) => Math.Abs(value - was)).Average();

    // How much the detail changes from pixel to pixel, over its own strength.
    private static double Roughness(Dreamed dream, float[] photo)
    {
        var detail = dream.Values.Zip(photo, (value, was) => value - was).ToArray();
        return detail.Zip(detail.Skip(1), (a, b) => Math.Abs(b - a)).Average() / Strength(dream, photo);
    }

    private sealed record Dreamed(byte[] File, float[] Values, DreamReport Report);
}
