using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DreamFunctions.Nets.Tests;

/// <summary>A card to begin with, and changes to it.</summary>
internal static class Cards
{
    public const string Content = "the net";

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));

    public static string Json(Action<JsonObject>? change = null)
    {
        var card = JsonNode.Parse(
            $$"""
            {
              "name": "tiny", "description": "A test.", "licence": "MIT",
              "file": "tiny.onnx", "sha256": "{{Sha256}}", "source": { "kind": "folder" },
              "input": "image", "channelOrder": "RGB", "mean": [1, 2, 3.5], "scale": 0.25, "defaultLayer": "b",
              "layers": [
                { "name": "a", "tensor": "a/relu", "receptiveField": 3, "stride": 1, "channels": 4 },
                { "name": "b", "tensor": "b/relu", "aliases": ["block b"], "receptiveField": 7, "stride": 2, "channels": 8 }
              ]
            }
            """)!.AsObject();
        change?.Invoke(card);
        return card.ToJsonString();
    }

    public static NetCard Read(Folder folder, Action<JsonObject>? change = null)
    {
        folder.Write("tiny.json", Json(change));
        return NetCatalogue.Load(folder.Path).NetNamed("tiny");
    }
}
