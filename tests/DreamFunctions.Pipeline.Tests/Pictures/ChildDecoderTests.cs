using System.Buffers.Binary;
using System.Diagnostics;
using DreamFunctions.Pipeline.Tests.Pictures.Strangers;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures;

/// <summary>The decoder in a process of its own: what it hands back, and what it is held to.</summary>
public sealed class ChildDecoderTests
{
    private readonly ChildDecoder decoder = new();

    [Fact]
    public void It_hands_back_what_decoding_here_gives()
    {
        using Image<Rgba32> image = ImageSharpDecoderTests.Gradient(201, 77);
        image[3, 4] = new(1, 2, 3, 4);
        byte[] file = SeedPictures.Save(image, new PngEncoder { ColorType = PngColorType.RgbWithAlpha });
        using DecodedPicture here = new ImageSharpDecoder().Decode(file, new()), there = decoder.Decode(file, new());
        Assert.Equal(here.Facts with { Notes = [] }, there.Facts with { Notes = [] });
        Assert.Equal(here.Part(new(here.Facts.Size)).Values, there.Part(new(there.Facts.Size)).Values);
        Assert.Equal(here.Alpha(), there.Alpha());
    }

    [Fact]
    public void Too_much_memory_is_a_reason() =>
        Assert.Contains("takes more than 256 MB of memory", Refusal(SeedPictures.CompressionBomb(), new() { Memory = 256 << 20 }));

    [Fact]
    public void Too_much_time_is_a_reason() =>
        Assert.Contains("longer than", Refusal(SeedPictures.CompressionBomb(), new() { Time = TimeSpan.FromMilliseconds(1) }));

    [Fact]
    public void A_refusal_in_the_process_is_one_here() =>
        Assert.Contains("at most 39", Refusal(SeedPictures.Save(ImageSharpDecoderTests.Gradient(40, 30), new PngEncoder()), new() { Side = 39 }));

    [Fact]
    public void A_program_that_does_not_start_is_no_pictures_fault()
    {
        byte[] file = SeedPictures.Save(ImageSharpDecoderTests.Gradient(4, 3), new PngEncoder());
        ChildDecoder wrong = new(typeof(ChildDecoder).Assembly.Location);
        Assert.Contains("does not start", Assert.Throws<InvalidOperationException>(() => wrong.Decode(file, new())).Message);
        Assert.Contains("again", Assert.Throws<FileNotFoundException>(() => new ChildDecoder("/nowhere/decoder.dll")).Message);
    }

    [Fact]
    public void Nothing_of_the_environment_goes_along()
    {
        ProcessStartInfo start = ChildDecoder.StartOf("/app/decoder.dll", new(10, new()));
        Assert.Equal(["DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit", "GLIBC_TUNABLES"], start.Environment.Keys.Order());
        Assert.DoesNotContain(start.ArgumentList.Skip(1), argument => !argument.All(char.IsAsciiDigit));
    }

    [Theory]
    [InlineData(1 << 20, 8, "at most")]
    [InlineData(3, 0, "nothing to dream on")]
    public void Sizes_that_the_process_tells_are_held_to_the_limits(int width, int height, string expected)
    {
        MemoryStream said = Said($$"""{"Facts":{"Format":"png","Width":{{width}},"Height":{{height}},"HasAlpha":false,"Notes":[]} }""", []);
        Assert.Contains(expected, Assert.Throws<PictureRefusedException>(() => PictureWire.Read(said, "png", new())).Message);
    }

    [Theory]
    [InlineData("""{"Facts":{"Format":"png","Width":9,"Height":9,"HasAlpha":false,"Notes":[]}}""")]
    [InlineData("""{"Facts":{"Format":"tiff","Width":1,"Height":1,"HasAlpha":false,"Notes":[]}}""")]
    [InlineData("null")]
    [InlineData("{")]
    public void What_the_process_says_is_not_trusted(string words) =>
        Assert.True(Record.Exception(() => PictureWire.Read(Said(words, new byte[100]), "png", new())) is IOException or InvalidDataException);

    [Fact]
    public void Words_without_end_are_not_read()
    {
        byte[] length = [0xFF, 0xFF, 0xFF, 0x7F];
        Assert.Throws<InvalidDataException>(() => PictureWire.Read(new MemoryStream(length), "png", new()));
    }

    private string Refusal(byte[] file, PictureLimits limits) =>
        Assert.Throws<PictureRefusedException>(() => decoder.Decode(file, limits)).Message;

    private static MemoryStream Said(string words, byte[] pixels)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, words.Length);
        return new([.. length, .. System.Text.Encoding.UTF8.GetBytes(words), .. pixels]);
    }
}
