using System.Text.Json;
using DreamFunctions.Dreaming;
using DreamFunctions.Local.Commands;
using DreamFunctions.Local.Seams;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Tests.Seams;

public class SeamsCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Borders_are_drawn_over_the_dream_red_where_they_show()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["a.png"], Pictures.Png(400, 200), Stop);
        SeamFigure figure = new(1, 1, 0.9, 1.1);
        SeamScore score = new(
            new(1, figure, figure, figure, [new(200, 0, 100, 0.7, 1, 0, true), new(200, 100, 100, 1, 1, 0, false)]), null);
        await File.WriteAllTextAsync(
            folder["a.png.json"], JsonSerializer.Serialize(new { somethingNewer = 1, seams = score }, SettingsRules.Json), Stop);

        Assert.Equal(0, await SeamsCommand.Create().Parse([folder["a.png.json"]]).InvokeAsync(cancellationToken: Stop));

        using var drawn = await Image.LoadAsync<Rgb24>(folder["a.png.seams.png"], Stop);
        using var dream = await Image.LoadAsync<Rgb24>(folder["a.png"], Stop);
        Assert.Equal(SeamPicture.Red, drawn[200, 5]);
        Assert.Equal(SeamPicture.Green, drawn[200, 195]);
        Assert.Equal(dream[100, 100], drawn[100, 100]);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_in_words_by_every_command_that_looks_at_one()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.png"], "no picture", Stop);
        var refused = Assert.Throws<CommandException>(() => PhotoFile.Decode(new FileInfo(folder["a.png"])));
        Assert.Contains("'a.png' cannot be read: The file is not a picture", refused.Message);
        Assert.Contains("no file", Assert.Throws<CommandException>(() => PhotoFile.Decode(new FileInfo(folder["b.png"]))).Message);
        Assert.Equal(1, await EstimateCommand.Create().Parse([folder["a.png"]]).InvokeAsync(cancellationToken: Stop));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"seams\": null}")]
    [InlineData("{\"seams\": 3}")]
    [InlineData("no JSON")]
    public async Task What_has_no_seams_is_refused(string report)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.png.json"], report, Stop);
        Assert.Equal(1, await SeamsCommand.Create().Parse([folder["a.png.json"]]).InvokeAsync(cancellationToken: Stop));
        Assert.False(File.Exists(folder["a.png.seams.png"]));
    }
}
