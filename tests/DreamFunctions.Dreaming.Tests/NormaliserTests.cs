namespace DreamFunctions.Dreaming.Tests;

public class NormaliserTests
{
    [Fact]
    public void Mean_is_over_all_pixels_of_all_tiles() =>
        Assert.Equal(2.5, Normaliser.Mean([new([10], 10), new([90], 30)]));

    [Fact]
    public void The_pilot_is_the_tile_nearest_to_the_mean() =>
        Assert.Equal(2, Normaliser.Pilot([new([10], 10), new([90], 10), new([40], 10), new([10], 10)]));

    [Fact]
    public void Of_equally_near_tiles_the_first_is_the_pilot() =>
        Assert.Equal(1, Normaliser.Pilot([new([0], 1), new([8], 1), new([12], 1), new([20], 1)]));

    [Fact]
    public void The_curve_is_the_mean_grown_as_the_pilot_grew() =>
        Assert.Equal([5, 10, 7.5], Normaliser.Curve(5, new([20, 40, 30], 10)));

    [Fact]
    public void A_pilot_without_gradient_leaves_the_mean_as_it_is() =>
        Assert.Equal([5, 5], Normaliser.Curve(5, new([0, 3], 10)));

    [Fact]
    public void No_probes_no_mean() => Assert.Throws<ArgumentException>(() => Normaliser.Mean([]));
}
