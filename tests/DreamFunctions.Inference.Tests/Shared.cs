using DreamFunctions.Nets;

namespace DreamFunctions.Inference.Tests;

/// <summary>The nets that tests run on.</summary>
internal static class Shared
{
    /// <summary>The card and a checked file of a built-in net; skips the test where GoogLeNet's file is absent.</summary>
    public static async Task<(NetCard Card, string Path)> NetAsync(string name)
    {
        var card = NetCatalogue.BuiltIn().NetNamed(name);
        if (name == "googlenet")
        {
            var files = NetFolders.Search().Select(folder => Path.Combine(folder, card.File));
            Assert.SkipUnless(
                files.Any(File.Exists),
                $"{card.File} is in no search folder (DREAM_MODELS, or shared/models beside the repository).");
        }

        var store = new NetStore(NetFolders.Cache(), NetFolders.Search());
        return (card, await store.LocateAsync(card, TestContext.Current.CancellationToken));
    }
}
