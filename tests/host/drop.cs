#:package SixLabors.ImageSharp
#:package Azure.Storage.Blobs
#:property PublishAot=false

// Drops small pictures into the container of uploads, waits for their dreams, and says how long each took, as JSON:
//   dotnet run -c Release tests/host/drop.cs -- COUNT [PREFIX] [--giant SIDE]
// Storage: DREAM_STORAGE, a connection string. Settings are those of whoever watches the container. A dream counts once it has
// bytes. With --giant one large square is dropped first, which is not waited for.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

int count = int.Parse(args[0], CultureInfo.InvariantCulture);
string prefix = args.Length > 1 && !args[1].StartsWith('-') ? args[1] : $"drop-{DateTime.UtcNow:HHmmss}";
int giant = Array.IndexOf(args, "--giant") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 0;
BlobServiceClient account = new(Environment.GetEnvironmentVariable("DREAM_STORAGE"));
BlobContainerClient uploads = account.GetBlobContainerClient("uploads"), dreams = account.GetBlobContainerClient("dreams");
await uploads.CreateIfNotExistsAsync();
await dreams.CreateIfNotExistsAsync();

if (giant > 0)
    await uploads.GetBlobClient($"{prefix}-giant.png").UploadAsync(Picture(giant, giant, 0), overwrite: true);
Dictionary<string, double> dropped = [], dreamed = [];
Stopwatch watch = Stopwatch.StartNew();
for (int i = 0; i < count; i++)
{
    string name = $"{prefix}-{i:0000}.png";
    await uploads.GetBlobClient(name).UploadAsync(Picture(96 + (i % 5 * 16), 64 + (i % 4 * 16), i), overwrite: true);
    dropped[name] = watch.Elapsed.TotalSeconds;
}

double last = watch.Elapsed.TotalSeconds;
HashSet<string> refused = [];
while (dreamed.Count + refused.Count < count)
{
    await foreach (BlobItem blob in dreams.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{prefix}-" }))
    {
        if (dropped.ContainsKey(blob.Name) && blob.Properties.ContentLength > 0)
            dreamed.TryAdd(blob.Name, watch.Elapsed.TotalSeconds);
        else if (blob.Name.EndsWith(".error.json", StringComparison.Ordinal))
            refused.Add(blob.Name);
    }

    if (watch.Elapsed > TimeSpan.FromMinutes(20))
        break;
    await Task.Delay(200);
}

double[] took = [.. dreamed.Select(dream => dream.Value - dropped[dream.Key]).Order()];
Console.WriteLine(JsonSerializer.Serialize(new
{
    pictures = count,
    dreamed = dreamed.Count,
    refused = refused.Count,
    uploadSeconds = Math.Round(last, 1),
    allSeconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
    first = Round(took.FirstOrDefault()),
    median = Round(took.ElementAtOrDefault(took.Length / 2)),
    last = Round(took.LastOrDefault()),
}));

static double Round(double seconds) => Math.Round(seconds, 1);

static BinaryData Picture(int width, int height, int seed)
{
    using Image<Rgb24> image = new(width, height);
    for (int y = 0; y < height; y++)
    {
        for (int x = 0; x < width; x++)
            image[x, y] = new((byte)((x * 5) + seed), (byte)(128 + (100 * Math.Sin((x + (seed * 7)) / 9.0))), (byte)(y * 3));
    }

    using MemoryStream png = new();
    image.Save(png, new PngEncoder { CompressionLevel = PngCompressionLevel.BestSpeed });
    return new(png.ToArray());
}
