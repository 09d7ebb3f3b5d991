using CsCheck;
using DreamFunctions.Nets;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Settings;

/// <summary>Settings from strangers are settings within their ranges, or one exception of bounded length.</summary>
public sealed class StrangeSettingsTests
{
    private static readonly NetCatalogue Nets = NetCatalogue.BuiltIn();

    private static readonly string[] Values =
    [
        "NaN", "-Infinity", "1e999", "-1e999", "1e-999", "null", "true", "[]", "{}", "{\"a\":{\"b\":[1]}}", "\"NaN\"", "\"Infinity\"", "\"../x\"", "\"\"",
        "\"\\u0000\"", "\"\\ud800\"", "0", "-0.0",
        "-1", "1", "3", "1.5", "99999999999999999999", "9007199254740992", "0x10", "01", "\"photo\"", "\"fast\"", "\"kept\"", "\"16x16\"",
        "\"30000x30000\"", "\"99999x1\"", $"\"{new string('z', 50_000)}\"", new string('[', 200) + new string(']', 200),
    ];

    private static readonly string[] Keys = [.. SettingsRules.Properties.Select(SettingsRules.KeyOf), "unknown", "", "__proto__"];

    private static readonly Gen<string> Objects = Gen.Select(
        Gen.Int[0, Keys.Length - 1].Select(i => Keys[i]), Gen.Int[0, Values.Length - 1].Select(i => Values[i]))
        .Select((key, value) => $"\"{key}\":{value}").Array[0, 4].Select(entries => $"{{{string.Join(',', entries)}}}");

    [Fact]
    public void Whatever_they_say_they_are_in_range_or_refused_in_a_few_words() => Objects.Sample(
        json =>
        {
            try
            {
                DreamSettings settings = SettingsRules.Check(SettingsRules.Parse(json), Nets);
                Assert.True(double.IsFinite(settings.Step) && double.IsFinite(settings.OctaveScale) && double.IsFinite(settings.Original));
                Assert.Equal(settings, SettingsRules.Check(SettingsRules.Parse(System.Text.Json.JsonSerializer.Serialize(settings, SettingsRules.Json)), Nets));
            }
            catch (SettingsException e)
            {
                Assert.InRange(e.Message.Length, 1, 2100);
            }
        },
        iter: 5_000);

    [Fact]
    public void A_key_that_is_given_twice_is_refused() =>
        Assert.Contains("octaves", Assert.Throws<SettingsException>(() => SettingsRules.Parse("""{"octaves": 2, "octaves": 3}""")).Message);

    [Fact]
    public void No_number_is_none_here()
    {
        DreamSettings settings = new() { Step = double.NaN, Original = double.PositiveInfinity };
        string message = Assert.Throws<SettingsException>(() => SettingsRules.Check(settings, Nets)).Message;
        Assert.Contains("step is NaN", message);
        Assert.Contains("original is", message);
    }

    [Fact]
    public void Limits_come_from_settings_and_are_checked()
    {
        Dictionary<string, string> given = new() { ["DREAM_PICTURE_SIDE"] = "500", ["DREAM_DECODE_SECONDS"] = "7", ["DREAM_DECODE_MEGABYTES"] = "512" };
        PictureLimits limits = PictureLimits.From(name => given.GetValueOrDefault(name));
        Assert.Equal((500, 7, 512L << 20), (limits.Side, limits.Time.TotalSeconds, limits.Memory));
        Assert.Equal(new PictureLimits(), PictureLimits.From(_ => null));
        Assert.Contains("is 'wide'; allowed", Assert.Throws<SettingsException>(() => PictureLimits.From(_ => "wide")).Message);
    }
}
