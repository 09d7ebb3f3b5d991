using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class JitterTests
{
    /// <summary>The expected shifts come from an implementation of the formula in another language.</summary>
    [Theory]
    [InlineData(0UL, 0, 0, -3, -7)]
    [InlineData(1UL, 0, 0, 8, -3)]
    [InlineData(1UL, 0, 1, 2, 11)]
    [InlineData(1UL, 1, 0, 9, -1)]
    [InlineData(ulong.MaxValue, 3, 19, 0, -1)]
    public void Draws_are_the_same_on_every_machine(ulong seed, int octave, int iteration, int x, int y) =>
        Assert.Equal(new Shift(x, y), Jitter.Draw(seed, octave, iteration, 32));

    [Fact]
    public void Draws_are_in_range() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 9], Gen.Int[0, 99], Gen.Int[0, 65]).Sample((seed, octave, iteration, jitter) =>
        {
            var shift = Jitter.Draw(seed, octave, iteration, jitter);
            Assert.InRange(shift.X, -(jitter / 2), Math.Max(0, jitter - (jitter / 2) - 1));
            Assert.InRange(shift.Y, -(jitter / 2), Math.Max(0, jitter - (jitter / 2) - 1));
        });

    [Fact]
    public void No_jitter_is_no_shift() => Gen.ULong.Sample(seed => Jitter.Draw(seed, 1, 2, 0) == new Shift(0, 0));

    [Fact]
    public void Every_shift_is_drawn_about_equally_often_and_the_axes_apart()
    {
        const int jitter = 5;
        const int draws = 25_000;
        var counts = new int[jitter, jitter];
        for (var i = 0; i < draws; i++)
        {
            var shift = Jitter.Draw(42, i % 7, i / 7, jitter);
            counts[shift.X + 2, shift.Y + 2]++;
        }

        // 25 cells of 1,000 expected draws each, sigma 31: six of them are 186.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 814, 1186));
    }

    [Fact]
    public void A_negative_jitter_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Jitter.Draw(1, 0, 0, -1));
}
