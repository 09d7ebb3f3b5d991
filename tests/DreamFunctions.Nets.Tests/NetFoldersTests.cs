namespace DreamFunctions.Nets.Tests;

public class NetFoldersTests
{
    [Fact]
    public void The_cache_is_where_the_environment_says()
    {
        Assert.Equal("/d", NetFolders.Cache(name => name switch { "DREAM_CACHE" => "/d", "XDG_CACHE_HOME" => "/x", _ => null }));
        Assert.Equal(Path.Combine("/x", "dreamfunctions"), NetFolders.Cache(name => name == "XDG_CACHE_HOME" ? "/x" : null));
        Assert.EndsWith(Path.Combine(".cache", "dreamfunctions"), NetFolders.Cache(_ => null), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_are_searched_where_the_environment_says_and_beside_the_repository()
    {
        using var folder = new Folder();
        var program = Directory.CreateDirectory(folder.File(Path.Combine("repository", "bin"))).FullName;
        folder.Write(Path.Combine("repository", "DreamFunctions.sln"), string.Empty);
        Assert.Equal(
            ["/a", "/b", folder.File(Path.Combine("shared", "models"))],
            NetFolders.Search(name => name == "DREAM_MODELS" ? $"/a{Path.PathSeparator}/b" : null, program));
        Assert.Empty(NetFolders.Search(_ => null, folder.Path));
    }
}
