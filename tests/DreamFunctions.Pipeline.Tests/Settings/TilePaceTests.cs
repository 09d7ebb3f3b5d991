using CsCheck;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Settings;

public sealed class TilePaceTests
{
    [Fact]
    public void Whatever_is_set_the_times_stand_in_order() => Gen.Double[5, 300].Sample(seconds =>
    {
        TilePace pace = TilePace.From(FormattableString.Invariant($"{seconds:R}"));
        return pace.Tile < pace.Invisible && pace.Invisible <= pace.Grace && pace.Grace < pace.Patience
            && 2 * pace.SignOfLife < pace.Patience && pace.Grace <= TimeSpan.FromSeconds(600)
            && pace.Invisible.Ticks % TimeSpan.TicksPerSecond == 0;
    });

    [Theory]
    [InlineData("4")]
    [InlineData("301")]
    [InlineData("NaN")]
    [InlineData("a minute")]
    public void Anything_else_is_refused_with_the_range(string seconds)
    {
        string message = Assert.Throws<SettingsException>(() => TilePace.From(seconds)).Message;
        Assert.Contains($"'{seconds}'", message);
        Assert.Contains("5 to 300", message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void None_is_a_minute(string? seconds) => Assert.Equal(TilePace.Usual, TilePace.From(seconds));
}
