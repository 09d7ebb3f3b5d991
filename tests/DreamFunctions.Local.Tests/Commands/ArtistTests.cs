using System.Text.Json;
using DreamFunctions.Dreaming;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Tests.Commands;

/// <summary>What artists ask for, through the whole pipeline.</summary>
public class ArtistTests
{
    private static readonly string[] Quick =
        ["--octaves", "2", "--iterations", "2", "--jitter", "8", "--tile", "48", "--halo", "16", "--feather", "4"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Noise_without_a_photo_is_dreamed_where_the_mask_says_in_its_own_colours_and_again_from_itself()
    {
        using var folder = new TemporaryFolder();
        using (var mask = new Image<L8>(96, 70))
        {
            for (var y = 0; y < 70; y++)
            {
                for (var x = 60; x < 96; x++)
                    mask[x, y] = new L8(255);
            }

            await mask.SaveAsPngAsync(folder["right.png"], Stop);
        }

        await using var dream = DreamProcess.Start(
            folder.Path,
            [
                "run", "--start", "fractal", "--size", "96x70", "--seed", "5", "--mask", "right.png", "--mask-feather", "6", "--colour", "kept",
                "--targets", "block2, block3*0.5", "--schedule", "cosine", "--smoothing", "laplacian", "--out", "first.png", .. Quick,
            ]);
        Assert.True(await dream.EndAsync() == 0, dream.Errors);

        var report = JsonSerializer.Deserialize<DreamReport>(await File.ReadAllTextAsync(folder["first.png.json"], Stop), SettingsRules.Json)!;
        Assert.Equal((report.TilesPlanned, "right.png", 64), (report.TicketsSent, report.Settings.Mask, report.Settings.MaskSha256!.Length));
        Assert.True(report.TilesPlanned < report.Octaves.Sum(octave => octave.Columns * octave.Rows));
        var noise = Noise.Fractal(new Region(0, 0, 96, 70), 5);
        using var picture = await Image.LoadAsync<Rgb24>(folder["first.png"], Stop);
        var changed = 0;
        for (var y = 0; y < 70; y++)
        {
            for (var x = 0; x < 96; x++)
            {
                var (before, after) = ((R: noise.Row(0, y)[x], G: noise.Row(1, y)[x], B: noise.Row(2, y)[x]), picture[x, y]);
                Assert.Equal((before.R - before.G, before.R - before.B), (after.R - after.G, after.R - after.B));
                if (x < 60)
                    Assert.Equal(before.R, after.R);
                else if (before.R != after.R)
                    changed++;
            }
        }

        Assert.True(changed > 36 * 70 / 4, $"{changed} pixels changed");

        await using var again = DreamProcess.Start(folder.Path, ["run", "--settings", "first.png", "--out", "second.png"]);
        Assert.True(await again.EndAsync() == 0, again.Errors);
        Assert.Equal(await File.ReadAllBytesAsync(folder["first.png"], Stop), await File.ReadAllBytesAsync(folder["second.png"], Stop));
    }
}
