using DreamFunctions.Local.Commands;

namespace DreamFunctions.Local.Tests.Commands;

public class PhotoTests
{
    private static readonly string Here = Directory.GetCurrentDirectory();

    [Theory]
    [InlineData("sub/cat.jpg", null, "cat.dream.jpg")]
    [InlineData("cat.jpg", "out.png", "out.png")]
    [InlineData("cat.jpg", "new/", "new/cat.dream.jpg")]
    [InlineData("cat", null, "cat.dream")]
    [InlineData("a.b.webp", null, "a.b.dream.webp")]
    public void One_photo_goes_where_it_was_said(string photo, string? target, string expected) =>
        Assert.Equal(Path.Combine(Here, expected), Assert.Single(Photo.Lay([new FileInfo(photo)], target)).Output);

    [Fact]
    public void A_folder_that_exists_is_a_folder()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(folder["cat.dream.jpg"], Assert.Single(Photo.Lay([new FileInfo("cat.jpg")], folder.Path)).Output);
    }

    [Fact]
    public void Several_photos_go_into_a_folder()
    {
        var laid = Photo.Lay([new FileInfo("cat.jpg"), new FileInfo("dog.png")], "out");

        Assert.Equal(
            [Path.Combine(Here, "out", "cat.dream.jpg"), Path.Combine(Here, "out", "dog.dream.png")],
            laid.Select(photo => photo.Output));
    }

    [Fact]
    public void Two_dreams_never_share_a_place()
    {
        var error = Assert.Throws<CommandException>(
            () => Photo.Lay([new FileInfo("a/cat.jpg"), new FileInfo("b/cat.jpg")], null));

        Assert.Contains("a/cat.jpg", error.Message.Replace('\\', '/'));
    }

    [Fact]
    public void A_photo_is_not_overwritten_by_its_dream() =>
        Assert.Throws<CommandException>(() => Photo.Lay([new FileInfo("cat.jpg")], "cat.jpg"));
}
