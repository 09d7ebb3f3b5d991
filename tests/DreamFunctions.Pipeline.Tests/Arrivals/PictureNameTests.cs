using Azure.Storage.Blobs;
using CsCheck;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Arrivals;

/// <summary>Names from strangers: nothing leaves its container, nothing takes another's place.</summary>
public sealed class PictureNameTests
{
    private static readonly BlobContainerClient Dreams =
        new BlobServiceClient("UseDevelopmentStorage=true").GetBlobContainerClient("dreams");

    // Pieces that mean something to somebody on the way, and some that do not.
    private static readonly string[] Pieces =
    [
        "a", "b", ".png", ".jpg", "photo", "..", ".", "/", "\\", "%2e", "%2F", "%", "?", "#", "&", "+", " ", "ü", "u\u0308", "夢", "\ud83d\udc41",
        "\ud83d", "\udc41", "\0", "\n", "\u202e", "\ufffd", "\ufffe", ".json", ".error", ".error.json",
        "dream.json", "CON", "$web", "$root", "uploads", "http://",
        "~", "'", "\"", ":", "*", "<", new string('x', 300), "/../../dream-work/",
    ];

    private static readonly Gen<string> Names = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 8].Select(pieces => string.Concat(pieces));

    [Fact]
    public void An_accepted_name_has_an_address_of_its_own_in_its_container() => Names.Sample(
        name =>
        {
            if (PictureName.Problem(name) is not null)
                return;
            foreach (string file in new[] { name, $"{name}.json", PictureName.ReasonOf(name) })
                HasItsOwnAddress(file);
        },
        iter: 20_000);

    [Fact]
    public void Every_reason_has_an_address_whatever_the_name() => Names.Sample(name => HasItsOwnAddress(PictureName.ReasonOf(name)), iter: 20_000);

    [Fact]
    public void No_two_names_share_a_file() => Gen.Select(Names, Names).Where(pair => pair.Item1 != pair.Item2).Sample(
        (one, other) => Assert.Empty(FilesOf(one).Intersect(FilesOf(other))),
        iter: 20_000);

    [Theory]
    [InlineData("a.png", "a.jpg")]
    [InlineData("a", "a.error")]
    [InlineData("a", "a.json")]
    [InlineData("a", "a.error.json")]
    [InlineData("a.png", "b/a.png")]
    [InlineData("\u00fc.png", "u\u0308.png")]
    public void Neighbours_share_no_file(string one, string other) => Assert.Empty(FilesOf(one).Intersect(FilesOf(other)));

    [Fact]
    public void What_is_no_character_is_refused() =>
        Assert.All(new[] { "a\0.png", "\ud83d.png", "\udc41.png", "\uffff.png" }, name => Assert.NotNull(PictureName.Problem(name)));

    [Theory]
    [InlineData("../dreams/a.png")]
    [InlineData("a/../../dream-work/b.png")]
    [InlineData("a\\..\\b.png")]
    [InlineData("a//b.png")]
    [InlineData("")]
    [InlineData("a.png.error")]
    public void A_name_that_would_lie_elsewhere_is_refused(string name) => Assert.NotNull(PictureName.Problem(name));

    [Theory]
    [InlineData("a b.png")]
    [InlineData("夢/ü %2F #?&+.jpg")]
    [InlineData("CON.png")]
    [InlineData("a..b.png")]
    [InlineData("$web/x")]
    public void Unusual_names_are_dreamed(string name) => Assert.Null(PictureName.Problem(name));

    [Fact]
    public void A_name_is_as_long_as_its_reason_fits_behind()
    {
        Assert.Null(PictureName.Problem(new string('x', 1013)));
        Assert.Contains("at most 1013", PictureName.Problem(new string('x', 1014)));
        Assert.InRange(PictureName.ReasonOf(new string('x', 5000)).Length, 1, 1024);
    }

    // A refused name has no dream and no JSON.
    private static string[] FilesOf(string name) => PictureName.Problem(name) is null
        ? [name, $"{name}.json", PictureName.ReasonOf(name)]
        : [PictureName.ReasonOf(name)];

    private static void HasItsOwnAddress(string file)
    {
        Assert.InRange(file.Length, 1, 1024);
        // What a server makes of the address, dot segments resolved.
        BlobUriBuilder address = new(new Uri(Dreams.GetBlobClient(file).Uri.AbsoluteUri));
        Assert.Equal(("dreams", file), (address.BlobContainerName, address.BlobName));
    }
}
