using System.Text.Json;
using DreamFunctions.Dreaming;
using DreamFunctions.Local.Atlas;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Region = DreamFunctions.Dreaming.Region;

namespace DreamFunctions.Local.Tests.Atlas;

public class AtlasTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sheet_shows_the_photo_and_the_channels_that_answer_most()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(64, 48).ToArray(), Stop);

        await using var dream = DreamProcess.Start(
            folder.Path,
            "atlas", "photo.png", "--layer", "block2", "--channels", "2", "--side", "64", "--iterations", "1", "--out", "sheet.png", "--json");

        Assert.True(await dream.EndAsync() == 0, dream.Errors);
        string[] labels = [.. JsonSerializer.Deserialize<JsonElement>(dream.Output).GetProperty("cells").EnumerateArray().Select(cell => cell.GetString()!)];
        Assert.Equal("photo", labels[0]);
        Assert.Equal(2, labels[1..].Distinct().Count(label => label.StartsWith("block2[", StringComparison.Ordinal)));
        using var sheet = await Image.LoadAsync<Rgb24>(folder["sheet.png"], Stop);
        Assert.True(sheet.Width >= 64 && sheet.Height >= 48 && sheet.Width * sheet.Height > 3 * 64 * 48);
    }

    [Fact]
    public void A_label_is_written_in_dots_below_its_picture()
    {
        var white = new Plane(new Region(0, 0, 40, 30));
        white.Values.AsSpan().Fill(255);
        using var sheet = ContactSheet.Lay([("4c", white), ("a[1]", white), ("", white)]);
        Assert.Equal(new Rgb24(255, 255, 255), sheet[10, 10]);
        // The four begins with dots at its left and right and none between.
        Assert.Equal(new Rgb24(230, 230, 230), sheet[6, 42]);
        Assert.Equal(new Rgb24(24, 24, 24), sheet[8, 42]);
        Assert.Equal(new Rgb24(230, 230, 230), sheet[10, 42]);
    }

    [Fact]
    public async Task An_estimate_needs_no_net()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(300, 200).ToArray(), Stop);

        await using var dream = DreamProcess.Start(
            folder.Path, "estimate", "photo.png", "--octaves", "1", "--iterations", "5", "--throughput", "2", "--price", "3600", "--json");

        Assert.True(await dream.EndAsync() == 0, dream.Errors);
        var told = JsonSerializer.Deserialize<JsonElement>(dream.Output);
        var megapixels = told.GetProperty("estimate").GetProperty("megapixels").GetDouble();
        Assert.Equal(6, told.GetProperty("estimate").GetProperty("evaluations").GetInt32());
        Assert.Equal(megapixels / 2, told.GetProperty("seconds").GetDouble(), 1e-9);
        Assert.Equal(megapixels / 2, told.GetProperty("cost").GetDouble(), 1e-9);
    }
}
