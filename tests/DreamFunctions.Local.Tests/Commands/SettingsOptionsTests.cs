using System.CommandLine;
using DreamFunctions.Local.Commands;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Commands;

public class SettingsOptionsTests
{
    [Fact]
    public void Every_setting_has_an_option()
    {
        var command = new Command("test");
        new SettingsOptions().AddTo(command);
        var names = command.Options.Select(option => option.Name).ToHashSet();

        Assert.All(
            ["--model", "--layer", "--octaves", "--octave-scale", "--iterations", "--step", "--jitter", "--tile", "--halo",
                "--feather", "--seed", "--mode", "--targets", "--guide"],
            name => Assert.Contains(name, names));
        Assert.Equal(SettingsRules.Properties.Count + 2, names.Count);
    }

    [Fact]
    public void Nothing_given_is_the_defaults() => Assert.Equal(new DreamSettings(), Read(""));

    [Fact]
    public void What_is_given_is_set() => Assert.Equal(
        new DreamSettings { Octaves = 2, OctaveScale = 1.3, Seed = 7, Mode = DreamMode.Untiled, Layer = "4c", Tile = 128 },
        Read("--octaves 2 --octave-scale 1.3 --seed 7 --mode untiled --layer 4c --tile 128"));

    [Theory]
    [InlineData("--octaves x", "--octaves is 'x'")]
    [InlineData("--octaves 1.5", "--octaves is '1.5'")]
    [InlineData("--octaves 99999999999", "--octaves")]
    [InlineData("--step 1,5", "--step is '1,5'")]
    [InlineData("--step NaN", "--step is 'NaN'")]
    public void A_wrong_type_is_said_with_option_and_value(string arguments, string part) =>
        Assert.Contains(part, Assert.Throws<CommandException>(() => Read(arguments)).Message);

    [Fact]
    public void Options_win_over_the_file_and_a_dreams_own_json_will_do()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["plain.json"], """{"octaves": 3, "seed": 5}""");
        File.WriteAllText(folder["report.json"], """{"dream": "x", "settings": {"octaves": 3, "seed": 5}}""");

        foreach (var file in new[] { "plain.json", "report.json" })
        {
            Assert.Equal(
                new DreamSettings { Octaves = 2, Seed = 5 }, Read($"--settings {folder[file]} --octaves 2"));
        }
    }

    [Theory]
    [InlineData(2L << 20)]
    [InlineData(1L << 36)]
    public void A_file_too_large_for_settings_is_refused(long bytes)
    {
        using var folder = new TemporaryFolder();
        using (var sparse = File.Create(folder["large.json"]))
            sparse.SetLength(bytes);
        Assert.Contains("settings have at most", Assert.Throws<CommandException>(() => Read($"--settings {folder["large.json"]}")).Message);
    }

    [Fact]
    public void A_guide_is_found_where_it_is_named_or_beside_the_settings_and_held_to_its_checksum()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["leaf.png"], "first");
        var given = Find($"--guide {folder["leaf.png"]}");
        Assert.Equal(("leaf.png", 64), (given.Settings.Guide, given.Settings.GuideSha256!.Length));
        Assert.Equal([("leaf.png", folder["leaf.png"])], given.Files);

        File.WriteAllText(
            folder["dream.json"], $$"""{"settings": {"guide": "leaf.png", "guideSha256": "{{given.Settings.GuideSha256}}" } }""");
        Assert.Equal(given.Settings, Find($"--settings {folder["dream.json"]}").Settings);

        File.WriteAllText(folder["leaf.png"], "another");
        Assert.Contains(
            "checksum", Assert.Throws<CommandException>(() => Find($"--settings {folder["dream.json"]}")).Message);
        Assert.NotEqual(
            given.Settings.GuideSha256,
            Find($"--settings {folder["dream.json"]} --guide {folder["leaf.png"]}").Settings.GuideSha256);
        Assert.Contains("no such file", Assert.Throws<CommandException>(() => Find("--guide nowhere.png")).Message);
    }

    private static LocalMaterials Find(string arguments)
    {
        var command = new Command("test");
        var options = new SettingsOptions();
        options.AddTo(command);
        return options.ReadWithMaterials(command.Parse(arguments));
    }

    private static DreamSettings Read(string arguments)
    {
        var command = new Command("test");
        var options = new SettingsOptions();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}
