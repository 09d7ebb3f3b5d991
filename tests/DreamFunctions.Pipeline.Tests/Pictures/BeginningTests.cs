using DreamFunctions.Dreaming;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;
using Size = DreamFunctions.Dreaming.Size;

namespace DreamFunctions.Pipeline.Tests.Pictures;

public sealed class BeginningTests
{
    private static readonly PictureLimits Limits = new();

    [Fact]
    public void A_photo_begins_as_it_is()
    {
        using DecodedPicture photo = Photo(9, 7);
        Assert.Same(photo, Beginning.Of(new(), "a.png", photo, Limits));
    }

    [Theory]
    [InlineData(DreamBeginning.Uniform)]
    [InlineData(DreamBeginning.Gaussian)]
    [InlineData(DreamBeginning.Fractal)]
    [InlineData(DreamBeginning.Grey)]
    public void Noise_takes_the_photos_place_and_size_and_keeps_its_transparency(DreamBeginning start)
    {
        using DecodedPicture photo = Photo(40, 30);
        using DecodedPicture picture = Beginning.Of(new() { Start = start, Seed = 3 }, "a.png", photo, Limits);
        Assert.Equal((new Size(40, 30), "png", true), (picture.Facts.Size, picture.Facts.Format, picture.Facts.HasAlpha));
        Assert.Equal(photo.Alpha(), picture.Alpha());
        Region all = new(picture.Facts.Size);
        Plane expected = start switch
        {
            DreamBeginning.Uniform => Noise.Uniform(all, 3),
            DreamBeginning.Gaussian => Noise.Gaussian(all, 3),
            DreamBeginning.Fractal => Noise.Fractal(all, 3),
            _ => Noise.Grey(all),
        };
        Assert.Equal(expected.Values, picture.Part(all).Values);
    }

    [Theory]
    [InlineData("a.JPG", "jpeg")]
    [InlineData("b.webp", "webp")]
    [InlineData("c.gif", "gif")]
    public void Without_a_photo_the_name_says_the_format(string name, string format)
    {
        using DecodedPicture picture = Beginning.Of(new() { Start = DreamBeginning.Grey, Size = "32x16" }, name, null, Limits);
        Assert.Equal((format, new Size(32, 16), false), (picture.Facts.Format, picture.Facts.Size, picture.Facts.HasAlpha));
    }

    [Fact]
    public void What_cannot_begin_is_refused_in_words()
    {
        Assert.Contains("'a.txt'", Assert.Throws<PictureRefusedException>(
            () => Beginning.Of(new() { Start = DreamBeginning.Grey, Size = "32x16" }, "a.txt", null, Limits)).Message);
        Assert.Contains("at most", Assert.Throws<PictureRefusedException>(
            () => Beginning.Of(new() { Start = DreamBeginning.Grey, Size = "30000x30000" }, "a.png", null, Limits)).Message);
        Assert.Contains("give size", Assert.Throws<SettingsException>(
            () => Beginning.Of(new() { Start = DreamBeginning.Grey }, "a.png", null, Limits)).Message);
        Assert.Contains("no upload", Assert.Throws<SettingsException>(() => Beginning.Of(new(), "a.png", null, Limits)).Message);
    }

    [Fact]
    public void A_mask_is_the_opacity_where_there_is_any_and_else_the_lightness()
    {
        using DecodedPicture clear = new(new("png", 2, 1, true, []), new Image<Rgba32>(2, 1));
        Assert.All(Materials.Mask(clear, new(2, 1)).Values, value => Assert.Equal(0, value));
        using DecodedPicture photo = Photo(4, 2);
        Assert.Equal(100 / 255f, Materials.Mask(photo, new(4, 2)).Row(0, 1)[2], 1e-6f);

        Image<Rgba32> image = new(3, 1);
        (image[0, 0], image[1, 0], image[2, 0]) = (new(255, 255, 255), new(0, 0, 0), new(0, 255, 0));
        using DecodedPicture opaque = new(new("png", 3, 1, false, []), image);
        Plane mask = Materials.Mask(opaque, new(3, 1));
        Assert.Equal((1f, 0f), (mask.Row(0, 0)[0], mask.Row(2, 0)[1]));
        Assert.Equal(0.587f, mask.Row(1, 0)[2], 1e-6f);
    }

    private static DecodedPicture Photo(int width, int height)
    {
        Image<Rgba32> image = new(width, height, new Rgba32(10, 20, 30, 255));
        image[2, 1] = new(10, 20, 30, 100);
        return new(new("png", width, height, true, []), image);
    }
}
