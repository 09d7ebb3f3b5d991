using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Settings;

/// <summary>Settings that travel with pictures, on the real Azurite.</summary>
public sealed class UploadSettingsTests(LocalStorage storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_more_specific_place_wins()
    {
        var uploads = await UploadsAsync();
        const string name = "strokes/monday/cat.png";
        Assert.Equal(2, (await UploadSettings.GatherAsync(uploads, "cat.png", new() { Octaves = 2 })).Octaves);

        await PutAsync(uploads, "dream.json", """{"octaves": 3, "seed": 1, "layer": "block5"}""");
        Assert.Equal((3, "block5"), await OfAsync("cat.png"));

        // The folder is the name of a preset; its layer takes the container's place.
        Assert.Equal("block2", (await OfAsync(name)).Layer);
        await PutAsync(uploads, "strokes/monday/dream.json", """{"octaves": 4, "targets": "block3, block4*0.5"}""");
        var gathered = await GatherAsync(name);
        Assert.Equal((4, null, "block3, block4*0.5"), (gathered.Octaves, gathered.Layer, gathered.Targets));

        await PutAsync(uploads, $"{name}.json", """{"settings": {"octaves": 5}}""");
        Assert.Equal(5, (await OfAsync(name)).Octaves);
        await uploads.GetBlobClient(name).UploadAsync(
            Pictures.Png(9, 9),
            new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["dream_OCTAVES"] = "6", ["dream_octaveScale"] = "1.5", ["owner"] = "me" } },
            Stop);
        gathered = await GatherAsync(name);
        Assert.Equal((6, 1.5, 1L), (gathered.Octaves, gathered.OctaveScale, gathered.Seed));

        async Task<(int Octaves, string? Layer)> OfAsync(string picture) => await GatherAsync(picture) is var all ? (all.Octaves, all.Layer) : default;

        Task<DreamSettings> GatherAsync(string picture) => UploadSettings.GatherAsync(uploads, picture, new() { Octaves = 2, Seed = 9 });
    }

    [Theory]
    [InlineData("""{"octave": 3}""", "In 'dream.json'", "octave")]
    [InlineData("""{"octaves": "three"}""", "In 'dream.json'", "octaves")]
    [InlineData("""{"octaves": 3.5}""", "In 'dream.json'", "octaves")]
    [InlineData("""{"octaves": null}""", "In 'dream.json'", "octaves")]
    [InlineData("""{"step": "NaN"}""", "In 'dream.json'", "step")]
    [InlineData("""{"step": NaN}""", "'dream.json' is not JSON", "")]
    [InlineData("""{"step": Infinity}""", "'dream.json' is not JSON", "")]
    [InlineData("""{"step": 1, "step": 2}""", "'dream.json' is not JSON", "step")]
    [InlineData("[]", "'dream.json' holds no JSON object", "")]
    [InlineData("{", "'dream.json' is not JSON", "")]
    public async Task What_cannot_be_read_is_refused_with_its_place(string json, string place, string key)
    {
        var uploads = await UploadsAsync();
        await PutAsync(uploads, "dream.json", json);
        var message = (await Assert.ThrowsAsync<SettingsException>(() => UploadSettings.GatherAsync(uploads, "a.png", new()))).Message;
        Assert.Contains(place, message);
        Assert.Contains(key, message);
    }

    // Page blobs of nothing: a terabyte takes no room there, and whoever read it whole would never come back.
    [Theory]
    [InlineData("dream.json", 100L << 20)]
    [InlineData("a.png.json", 1L << 40)]
    public async Task A_file_too_large_for_settings_is_refused_by_its_length_and_not_read(string file, long bytes)
    {
        var uploads = await UploadsAsync();
        await uploads.GetPageBlobClient(file).CreateAsync(bytes, cancellationToken: Stop);
        var message = (await Assert.ThrowsAsync<SettingsException>(() => UploadSettings.GatherAsync(uploads, "a.png", new()))).Message;
        Assert.Contains($"'{file}' has {bytes:N0} bytes; settings have at most 1,048,576.", message);
    }

    [Fact]
    public async Task Unknown_metadata_is_refused_with_its_key()
    {
        var uploads = await UploadsAsync();
        await uploads.GetBlobClient("a.png").UploadAsync(
            Pictures.Png(9, 9), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["dream_octave"] = "6" } }, Stop);
        var message = (await Assert.ThrowsAsync<SettingsException>(() => UploadSettings.GatherAsync(uploads, "a.png", new()))).Message;
        Assert.Contains("the metadata of 'a.png'", message);
        Assert.Contains("octave", message);
    }

    [Fact]
    public void Every_preset_is_allowed_and_an_unknown_one_refused_with_those_there_are()
    {
        var nets = NetCatalogue.BuiltIn();
        Assert.Equal(["engraving", "eyes", "hint", "soft", "strokes"], Presets.Names);
        Assert.All(Presets.Names, name => SettingsRules.Check(SettingsRules.Parse(Presets.Named(name).ToJsonString()), nets));
        Assert.Contains("engraving", Assert.Throws<SettingsException>(() => Presets.Named("loud")).Message);
    }

    private async Task<BlobContainerClient> UploadsAsync()
    {
        var uploads = new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient($"settings-{Guid.NewGuid():N}");
        await uploads.CreateAsync(cancellationToken: Stop);
        return uploads;
    }

    private static async Task PutAsync(BlobContainerClient uploads, string name, string json) =>
        await uploads.GetBlobClient(name).UploadAsync(BinaryData.FromString(json), overwrite: true, Stop);
}
