using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Json.Schema;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Settings;

public sealed class SettingsRulesTests
{
    private static readonly NetCatalogue Nets = NetCatalogue.BuiltIn();

    [Fact]
    public void Defaults_are_allowed_and_name_the_layer() =>
        Assert.Equal(Nets.NetNamed("resnet18").DefaultLayer, SettingsRules.Check(new(), Nets).Layer);

    [Theory]
    [InlineData("""{"octave": 4}""", "octave")]
    [InlineData("""{"Octaves": 4}""", "Octaves")]
    [InlineData("""{"octaves": "4"}""", "$.octaves")]
    [InlineData("""{"octaves": 4.5}""", "$.octaves")]
    [InlineData("""{"mode": "slow"}""", "$.mode")]
    [InlineData("""{"step": NaN}""", "settings cannot be read")]
    [InlineData("null", "null")]
    [InlineData("[1]", "settings cannot be read")]
    [InlineData("", "settings cannot be read")]
    public void What_cannot_be_read_is_refused_by_key(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => SettingsRules.Parse(json)).Message);

    [Fact]
    public void Every_range_is_held_at_both_ends()
    {
        int checkedRanges = 0;
        foreach (PropertyInfo property in SettingsRules.Properties)
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range)
                continue;
            double low = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), high = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
            foreach (double outside in new[] { low - 1, high + 1 })
            {
                DreamSettings settings = With(property, outside);
                string message = Assert.Throws<SettingsException>(() => SettingsRules.Check(settings, Nets)).Message;
                Assert.Contains($"{SettingsRules.KeyOf(property)} is ", message);
                Assert.Contains("allowed: ", message);
            }

            checkedRanges++;
        }

        Assert.Equal(13, checkedRanges);
    }

    [Fact]
    public void Not_a_number_is_out_of_every_range() =>
        Assert.Contains("step is NaN", Assert.Throws<SettingsException>(() => SettingsRules.Check(new() { Step = double.NaN }, Nets)).Message);

    [Fact]
    public void An_unknown_layer_is_refused_with_those_there_are()
    {
        string message = Assert.Throws<SettingsException>(() => SettingsRules.Check(new() { Model = "googlenet", Layer = "nose" }, Nets)).Message;
        Assert.Contains("nose", message);
        Assert.All(Nets.NetNamed("googlenet").Layers, layer => Assert.Contains(layer.Name, message));
    }

    [Fact]
    public void An_unknown_net_is_refused_with_those_there_are()
    {
        string message = Assert.Throws<SettingsException>(() => SettingsRules.Check(new() { Model = "places" }, Nets)).Message;
        Assert.Contains("googlenet", message);
        Assert.Contains("resnet18", message);
    }

    [Theory]
    [InlineData("4c, 3b*0.5, 4d[12 45]*-2, class:tabby*-1, CLASS:281")]
    [InlineData("class:goldfish")]
    public void Targets_are_read_and_name_no_single_layer(string targets)
    {
        DreamSettings settings = SettingsRules.Check(new() { Model = "googlenet", Targets = targets }, Nets);
        Assert.Null(settings.Layer);
        Assert.Equal(targets, settings.Targets);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("4c,,3b", "names nothing")]
    [InlineData("4c*0", "weight of '4c*0' is '0'")]
    [InlineData("4c*101", "weight")]
    [InlineData("4c*x", "weight")]
    [InlineData("4c[600]", "channels 0 to 511, not '600'")]
    [InlineData("4c[", "no ]")]
    [InlineData("4c[]", "empty")]
    [InlineData("nose", "no layer 'nose'")]
    [InlineData("class:1000", "0 to 999")]
    [InlineData("class:crane", "134")]
    [InlineData("class:retriev", "golden retriever")]
    [InlineData("class:qqq", "tench")]
    public void Targets_out_of_range_are_refused_with_key_value_and_what_is_allowed(string targets, string problem)
    {
        string message = Assert.Throws<SettingsException>(
            () => SettingsRules.Check(new() { Model = "googlenet", Targets = targets }, Nets)).Message;
        Assert.StartsWith($"targets is '{targets}': ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("allowed: a list like", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_cannot_be_are_refused()
    {
        Refused(new() { Targets = "class:tabby" }, "'resnet18' has no classes");
        Refused(new() { Targets = "block3", Layer = "block3" }, "one of the two");
        Refused(new() { Targets = "block3[1]", Guide = "a.png" }, "at least one whole layer");
        Refused(new() { Guide = "../a.png" }, "without a folder");
        Refused(new() { GuideSha256 = new string('a', 64) }, "needs a guide");
        Refused(new() { Guide = "a.png", GuideSha256 = "abc" }, "guideSha256 is 'abc'; allowed: ");

        static void Refused(DreamSettings settings, string part) =>
            Assert.Contains(part, Assert.Throws<SettingsException>(() => SettingsRules.Check(settings, Nets)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_halo_without_room_for_jitter_and_feather_is_refused_with_the_sum() =>
        Assert.Contains("16 + 16 = 32", Assert.Throws<SettingsException>(() => SettingsRules.Check(new() { Halo = 16 }, Nets)).Message);

    [Fact]
    public void Several_problems_are_all_named()
    {
        string message = Assert.Throws<SettingsException>(() => SettingsRules.Check(new() { Octaves = 0, Iterations = 999 }, Nets)).Message;
        Assert.Contains("octaves is 0", message);
        Assert.Contains("iterations is 999", message);
    }

    [Fact]
    public void Settings_go_through_json()
    {
        DreamSettings settings = new() { Model = "googlenet", Layer = "4c", Tile = 256, Seed = 1L << 40, Mode = DreamMode.Untiled, OctaveScale = 1.3 };
        Assert.Equal(settings, SettingsRules.Parse(JsonSerializer.Serialize(settings, SettingsRules.Json)));
    }

    [Fact]
    public void The_schema_accepts_and_refuses_what_the_rules_do()
    {
        JsonSchema schema = JsonSchema.FromText(SettingsRules.Schema().ToJsonString());
        Assert.True(Valid(schema, JsonSerializer.Serialize(new DreamSettings(), SettingsRules.Json)));
        Assert.True(Valid(schema, """{"octaves": 3, "mode": "untiled", "tile": null}"""));
        Assert.False(Valid(schema, """{"octaves": 99}"""));
        Assert.False(Valid(schema, """{"octave": 3}"""));
        Assert.False(Valid(schema, """{"mode": "slow"}"""));
        Assert.False(Valid(schema, """{"step": "1.5"}"""));
    }

    [Fact]
    public void The_schema_describes_every_setting()
    {
        JsonObject properties = SettingsRules.Schema()["properties"]!.AsObject();
        Assert.Equal(SettingsRules.Properties.Select(SettingsRules.KeyOf), properties.Select(entry => entry.Key));
        Assert.All(properties, entry => Assert.NotNull(entry.Value!["description"]));
    }

    [Fact]
    public void The_schema_in_docs_is_current() => Assert.True(
        Repository.Says(Repository.PathOf("docs", "settings.schema.json"), SettingsRules.Schema().ToJsonString(SettingsRules.Json) + "\n"),
        "docs/settings.schema.json is old: run this test with DREAM_GOLDEN=1 and look at what changed.");

    private static bool Valid(JsonSchema schema, string json) => schema.Evaluate(JsonDocument.Parse(json).RootElement).IsValid;

    private static DreamSettings With(PropertyInfo property, double value)
    {
        DreamSettings settings = new DreamSettings() with { };
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        property.SetValue(settings, Convert.ChangeType(value, type, CultureInfo.InvariantCulture));
        return settings;
    }
}
