using System.Xml.Linq;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures;

public sealed class PictureEncoderTests
{
    private static readonly string Settings = "{\"settings\":{\"octaves\":4},\"modelSha256\":\"" + new string('a', 300) + "\"}";

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("gif")]
    public void The_format_stays_and_the_settings_are_in_the_picture(string format)
    {
        byte[] file = Encode(format);
        Assert.Equal(format, new ImageSharpDecoder().Decode(file, new()).Facts.Format);
        using Image image = Image.Load(file);
        string found = format switch
        {
            "png" => image.Metadata.GetPngMetadata().TextData.Single(text => text.Keyword == PictureEncoder.Keyword).Value,
            "gif" => string.Concat(image.Metadata.GetGifMetadata().Comments),
            _ => image.Metadata.ExifProfile!.GetValue(ExifTag.UserComment)!.Value.Text,
        };
        Assert.Equal(Settings, found);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("gif")]
    public void It_says_in_XMP_that_a_machine_made_it_and_which(string format)
    {
        using Image image = Image.Load(Encode(format));
        XElement description = image.Metadata.XmpProfile!.GetDocument().Descendants().Single(element => element.Name.LocalName == "Description");
        Assert.Equal(
            ["DreamFunctions", "Composite & <more>", "resnet18"], new[] { "CreatorTool", "DigitalSourceType", "AISystemUsed" }.Select(name =>
                (string?)description.Attributes().Single(attribute => attribute.Name.LocalName == name)));
    }

    [Theory]
    [InlineData(true, DreamBeginning.Photo, "compositeWithTrainedAlgorithmicMedia")]
    [InlineData(true, DreamBeginning.Fractal, "trainedAlgorithmicMedia")]
    [InlineData(false, DreamBeginning.Grey, "trainedAlgorithmicMedia")]
    public void What_is_left_of_a_photo_makes_it_a_composite(bool upload, DreamBeginning start, string expected) =>
        Assert.Equal($"http://cv.iptc.org/newscodes/digitalsourcetype/{expected}", DigitalSource.Of(new DreamSettings { Start = start }, upload));

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("gif")]
    public void The_settings_are_read_from_the_picture_itself(string format) =>
        Assert.Equal("{\"octaves\":4}", PictureSettings.Read(Encode(format))!.ToJsonString());

    [Fact]
    public void The_same_picture_gives_the_same_bytes() => Assert.Equal(Encode("png"), Encode("png"));

    [Fact]
    public void An_opaque_png_is_written_without_an_alpha_channel()
    {
        using Image image = Image.Load(Encode("png"));
        Assert.Equal(PngColorType.Rgb, image.Metadata.GetPngMetadata().ColorType);
    }

    private static byte[] Encode(string format)
    {
        using Image<Rgba32> image = ImageSharpDecoderTests.Gradient(31, 17);
        using MemoryStream stream = new();
        PictureEncoder.Encode(image, format, opaque: true, Settings, DigitalSource.Packet("Composite & <more>", "resnet18"), stream);
        return stream.ToArray();
    }
}
