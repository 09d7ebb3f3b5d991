using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class PositionTests
{
    /// <summary>A value must not depend on where in the row it stands, or parts would differ from the whole.</summary>
    [Fact]
    public void A_step_has_the_same_bits_wherever_the_pixel_stands() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 20]).Sample((length, skip) =>
        {
            var size = new Size(length + skip, 1);
            var (picture, change) = (Pictures.Noise(size, 1), Pictures.Noise(size, 2));
            var part = new Region(skip, 0, length, 1);
            var alone = picture.Crop(part);
            picture.AddClamped(change);
            alone.AddClamped(change);
            Assert.Equal(picture.Crop(part).Values, alone.Values);
        });
}
