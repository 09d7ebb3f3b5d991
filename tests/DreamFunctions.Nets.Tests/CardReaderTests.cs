using System.Text.Json.Nodes;

namespace DreamFunctions.Nets.Tests;

public class CardReaderTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "colour", """{ "colour": "blue" }""" },
        { "name", """{ "name": "Tiny Net" }""" },
        { "name", """{ "name": "" }""" },
        { "description", """{ "description": 7 }""" },
        { "file", """{ "file": "../tiny.onnx" }""" },
        { "sha256", """{ "sha256": "abc" }""" },
        { "source.kind", """{ "source": { "kind": "ftp" } }""" },
        { "source.package", """{ "source": { "kind": "nuget" } }""" },
        { "source.path", """{ "source": { "kind": "nuget", "package": "p", "version": "1.0.0", "path": "../x" } }""" },
        { "source.urls", """{ "source": { "kind": "download", "urls": ["file:///etc/passwd"] } }""" },
        { "source.urls", """{ "source": { "kind": "download", "urls": [] } }""" },
        { "source.url", """{ "source": { "kind": "folder", "url": "x" } }""" },
        { "input", """{ "input": null }""" },
        { "channelOrder", """{ "channelOrder": "GRB" }""" },
        { "mean", """{ "mean": [1, 2] }""" },
        { "mean[1]", """{ "mean": [1, "2", 3] }""" },
        { "scale", """{ "scale": 0 }""" },
        { "scale", """{ "scale": "1" }""" },
        { "prepare", """{ "prepare": ["sharpen"] }""" },
        { "defaultLayer", """{ "defaultLayer": "c" }""" },
        { "layers", """{ "layers": [] }""" },
        { "layers[0].stride", Layer(""" "stride": 0, "channels": 4""") },
        { "layers[0].stride", Layer(""" "stride": 1.5, "channels": 4""") },
        { "layers[0].depth", Layer(""" "stride": 1, "channels": 4, "depth": 1""") },
        {
            "layers",
            """
            { "layers": [
                { "name": "b", "tensor": "t", "receptiveField": 3, "stride": 1, "channels": 4 },
                { "name": "c", "tensor": "B", "receptiveField": 3, "stride": 1, "channels": 4 }] }
            """
        },
        {
            "alternatives[0].sha256",
            """{ "alternatives": [{ "file": "x.onnx", "input": "i", "source": { "kind": "folder" } }] }"""
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_an_error_that_names_file_and_key(string key, string changes)
    {
        using var folder = new Folder();
        var error = Assert.Throws<NetCardException>(() => Cards.Read(folder, card =>
        {
            foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            {
                card[name] = value?.DeepClone();
            }
        }));
        Assert.Equal((folder.File("tiny.json"), key), (error.File, error.Key));
        Assert.Contains(folder.File("tiny.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{key}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("description")]
    [InlineData("licence")]
    [InlineData("file")]
    [InlineData("sha256")]
    [InlineData("source")]
    [InlineData("input")]
    [InlineData("channelOrder")]
    [InlineData("mean")]
    [InlineData("scale")]
    [InlineData("defaultLayer")]
    [InlineData("layers")]
    public void What_is_missing_is_an_error(string key)
    {
        using var folder = new Folder();
        var error = Assert.Throws<NetCardException>(() => Cards.Read(folder, card => card.Remove(key)));
        Assert.Equal(key, error.Key);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "a", "name": "b" }""")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("{ // a comment\n }")]
    public void What_is_no_card_is_an_error(string json)
    {
        using var folder = new Folder();
        folder.Write("bad.json", json);
        var error = Assert.Throws<NetCardException>(() => NetCatalogue.Load(folder.Path));
        Assert.Contains("bad.json", error.Message, StringComparison.Ordinal);
    }

    private static string Layer(string figures) =>
        $$"""{ "layers": [{ "name": "b", "tensor": "t", "receptiveField": 3, {{figures}} }] }""";
}
