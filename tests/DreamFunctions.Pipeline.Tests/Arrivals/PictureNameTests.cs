using Azure.Storage.Blobs;
using CsCheck;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Arrivals;

/// <summary>Names from strangers: nothing leaves its container, nothing takes another's place.</summary>
public sealed class PictureNameTests
{
    private static readonly BlobContainerClient Dreams =
        new BlobServiceClient("UseDevelopmentStorage=true").GetBlobContainerClient("dreams");

    private const string Uploads = "uploads";
    private static readonly string[] Containers = [Uploads, "other", "others", "batches", "o" + new string('c', 62)];
    private static readonly Gen<string> Container = OneOf(Containers);

    // Pieces that mean something to somebody on the way, and some that do not.
    private static readonly string[] Pieces =
    [
        "a", "b", ".png", ".jpg", "photo", "..", ".", "/", "\\", "%2e", "%2F", "%", "?", "#", "&", "+", " ", "ü", "u\u0308", "夢", "\ud83d\udc41",
        "\ud83d", "\udc41", "\0", "\n", "\u202e", "\ufffd", "\ufffe", ".json", ".error", ".error.json", ".preview.jpg", ".preview-2.jpg",
        "containers/", "other/", "batches/", "spending/", "unusable-names/",
        "dream.json", "CON", "$web", "$root", "uploads", "http://",
        "~", "'", "\"", ":", "*", "<", new string('x', 300), "/../../dream-work/",
    ];

    private static readonly Gen<string> Names = OneOf(Pieces).Array[0, 8].Select(pieces => string.Concat(pieces));

    [Fact]
    public void An_accepted_name_has_an_address_of_its_own_in_its_container() => Names.Sample(
        name =>
        {
            if (PictureName.Problem(name) is not null)
                return;
            foreach (string container in Containers)
                Assert.All(FilesOf(container, name), HasItsOwnAddress);
        },
        iter: 20_000);

    [Fact]
    public void Every_reason_has_an_address_whatever_the_name() => Names.Sample(name => HasItsOwnAddress(PictureName.ReasonOf(name)), iter: 20_000);

    // Two random names hardly ever meet; a name and what is made of it do.
    [Fact]
    public void No_two_pictures_share_a_file_whatever_containers_they_are_in() => Gen.Select(Container, Names, Container, Names)
        .SelectMany((one, name, two, other) => OneOf([.. FilesOf(one, name), other])
            .Select(taken => (One: (one, name), Two: (two, taken))))
        .Where(pair => pair.One != pair.Two)
        .Sample(
            pair => Assert.Empty(FilesOf(pair.One.one, pair.One.name).Intersect(FilesOf(pair.Two.two, pair.Two.taken))),
            iter: 20_000);

    [Fact]
    public void No_picture_takes_the_place_of_the_pipelines_own_files() => Gen.Select(
        Container,
        Gen.OneOf(OneOf("spending/2026-11-27", "batches/batch-0123", "batches/batch-0123.json", "containers/other/a.png"), Names)).Sample(
        (container, name) => Assert.All(FilesOf(container, name), file => Assert.True(
            !file.StartsWith(OwnFolders.Batches, StringComparison.Ordinal) && !file.StartsWith(OwnFolders.Spending, StringComparison.Ordinal)
            && (container == Uploads) != file.StartsWith(OwnFolders.Containers, StringComparison.Ordinal))),
        iter: 5_000);

    [Theory]
    [InlineData("a.png", "a.jpg")]
    [InlineData("a", "a.error")]
    [InlineData("a", "a.json")]
    [InlineData("a", "a.error.json")]
    [InlineData("a.png", "b/a.png")]
    [InlineData("a.png", "a.png.preview.jpg")]
    [InlineData("a.png", "a.png.preview-3.jpg")]
    [InlineData("\u00fc.png", "u\u0308.png")]
    public void Neighbours_share_no_file(string one, string other) => Assert.Empty(FilesOf(Uploads, one).Intersect(FilesOf(Uploads, other)));

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
    [InlineData("batches/a.png")]
    [InlineData("containers/other/a.png")]
    [InlineData("spending/2026-11-27")]
    [InlineData("unusable-names/a.png")]
    public void A_name_that_would_lie_elsewhere_is_refused(string name) => Assert.NotNull(PictureName.Problem(name));

    [Theory]
    [InlineData("a b.png")]
    [InlineData("夢/ü %2F #?&+.jpg")]
    [InlineData("CON.png")]
    [InlineData("a..b.png")]
    [InlineData("$web/x")]
    [InlineData("trip/batches/a.png")]
    [InlineData("a.preview.png")]
    public void Unusual_names_are_dreamed(string name) => Assert.Null(PictureName.Problem(name));

    [Fact]
    public void A_name_is_as_long_as_what_lies_around_it_leaves_room_for()
    {
        Assert.Null(PictureName.Problem(new string('x', 934)));
        Assert.Contains("at most 934", PictureName.Problem(new string('x', 935)));
        Assert.InRange(PictureName.ReasonOf(new string('x', 5000)).Length, 1, 1024);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // A refused name has no dream, no JSON and no previews.
    private static string[] FilesOf(string container, string name)
    {
        DreamRequest request = new(container, name, "1", new()) { Folder = OwnFolders.Of(container, Uploads) };
        return PictureName.Problem(name) is null
            ? [request.Dream, $"{request.Dream}.json", request.ReasonName, Preview.LatestOf(request.Dream),
                Preview.NameOf(DreamPreviews.Each, request.Dream, 2), Preview.NameOf(DreamPreviews.Each, request.Dream, 12)]
            : [request.ReasonName];
    }

    private static void HasItsOwnAddress(string file)
    {
        Assert.InRange(file.Length, 1, 1024);
        // What a server makes of the address, dot segments resolved.
        BlobUriBuilder address = new(new Uri(Dreams.GetBlobClient(file).Uri.AbsoluteUri));
        Assert.Equal(("dreams", file), (address.BlobContainerName, address.BlobName));
    }
}
