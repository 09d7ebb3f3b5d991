namespace DreamFunctions.Dreaming.Tests;

public class GradientShapingTests
{
    private static readonly Region s_area = new(3, -2, 71, 63);

    [Fact]
    public void A_blur_keeps_what_is_even_and_spreads_a_point_by_its_sigma()
    {
        var even = new Plane(s_area);
        even.Values.AsSpan().Fill(7);
        Assert.All(Blur.Gaussian(even, 2).Values, value => Assert.Equal(7, value, 1e-4f));

        var point = new Plane(s_area);
        point.Row(1, 20)[30] = 1;
        var blurred = Blur.Gaussian(point, 2);
        var (mass, variance) = (0.0, 0.0);
        for (var y = s_area.Y; y < s_area.Bottom; y++)
        {
            var row = blurred.Row(1, y);
            for (var x = 0; x < row.Length; x++)
            {
                mass += row[x];
                variance += row[x] * (x - 30) * (x - 30);
            }
        }

        Assert.Equal(1, mass, 1e-4);
        Assert.InRange(Math.Sqrt(variance), 1.9, 2);
        Assert.All(blurred.Row(0, 20).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Bands_add_up_to_the_gradient_and_gains_make_them_alike()
    {
        var gradient = Centred(5);
        var bands = FrequencyBands.Split(gradient);
        Assert.Equal(FrequencyBands.Count, bands.Count);
        for (var i = 0; i < gradient.Values.Length; i++)
        {
            Assert.Equal(gradient.Values[i], bands.Sum(band => band.Values[i]), 1e-3f);
        }

        var gains = FrequencyBands.Gains(gradient);
        Assert.Equal(1, gains[0]);
        for (var band = 0; band < bands.Count; band++)
        {
            Assert.Equal(Strength(bands[0]), gains[band] * Strength(bands[band]), 0.01 * Strength(bands[0]));
        }

        var same = gradient.Crop(gradient.Area);
        FrequencyBands.Equalise(same, [1, 1, 1, 1]);
        Assert.Equal(0, same.Values.Zip(gradient.Values, (a, b) => Math.Abs(a - b)).Max(), 1e-3f);
        FrequencyBands.Equalise(gradient, gains);
        Assert.True(Strength(FrequencyBands.Split(gradient)[3]) > 2 * Strength(bands[3]));
    }

    [Fact]
    public void A_bands_middle_does_not_depend_on_where_the_window_begins()
    {
        var gradient = Centred(6);
        var window = new Region(10, 4, 60, 52);
        var (whole, part) = (FrequencyBands.Split(gradient), FrequencyBands.Split(gradient.Crop(window)));
        // Three sigmas of each blur in turn: 3, 6 and 11 pixels.
        var inside = window.Inflate(-21);
        for (var band = 0; band < whole.Count; band++)
        {
            Assert.Equal(whole[band].Crop(inside).Values, part[band].Crop(inside).Values);
        }
    }

    [Fact]
    public void Kept_colours_differ_by_what_they_differed_before()
    {
        var picture = Noise.Uniform(s_area, 3);
        var detail = Centred(4);
        Colour.Keep(detail, picture);
        var dream = picture.Crop(s_area);
        dream.AddClamped(detail);
        var pixels = picture.Values.Length / 3;
        var moved = 0;
        for (var i = 0; i < pixels; i++)
        {
            Assert.Equal(picture.Values[i] - picture.Values[pixels + i], dream.Values[i] - dream.Values[pixels + i], 1e-3f);
            Assert.Equal(picture.Values[i] - picture.Values[(2 * pixels) + i], dream.Values[i] - dream.Values[(2 * pixels) + i], 1e-3f);
            moved += Math.Abs(picture.Values[i] - dream.Values[i]) > 1 ? 1 : 0;
        }

        Assert.True(moved > pixels / 4);
    }

    [Fact]
    public void A_feathered_mask_stays_black_where_it_was_and_white_deep_inside()
    {
        var mask = new Plane(s_area);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = s_area.Y; y < s_area.Bottom; y++)
            {
                mask.Row(channel, y)[..30].Fill(1);
            }
        }

        var soft = Mask.Feather(mask, 8);
        var row = soft.Row(2, 10).ToArray();
        Assert.All(row[30..], value => Assert.Equal(0, value));
        Assert.All(row[..16], value => Assert.Equal(1, value, 1e-3f));
        Assert.InRange(row[29], 0, 0.2f);
        Assert.Equal(row.OrderDescending(), row);
        Assert.True(Mask.IsBlack(soft, new Region(33, 0, 5, 5)));
        Assert.False(Mask.IsBlack(soft, new Region(30, 0, 5, 5)));
        Assert.Equal(mask.Values, Mask.Feather(mask, 0).Values);

        var detail = Centred(1);
        var before = detail.Crop(s_area);
        Mask.Apply(detail, soft);
        Assert.Equal(before.Row(0, 10)[2] * row[2], detail.Row(0, 10)[2]);
        Assert.Equal(0, detail.Row(0, 10)[40]);
    }

    [Theory]
    [InlineData(StepSchedule.Constant, 2, 2)]
    [InlineData(StepSchedule.Linear, 2, 0.2)]
    [InlineData(StepSchedule.Cosine, 2, 0.049)]
    public void A_schedule_begins_with_the_step_and_never_grows(StepSchedule schedule, float first, float last)
    {
        var settings = new AscentSettings(10, 2, schedule);
        float[] steps = [.. Enumerable.Range(0, 10).Select(settings.StepAt)];
        Assert.Equal(first, steps[0]);
        Assert.Equal(last, steps[9], 1e-2f);
        Assert.Equal(steps.OrderDescending(), steps);
    }

    private static Plane Centred(ulong seed)
    {
        var plane = Noise.Gaussian(s_area, seed);
        for (var i = 0; i < plane.Values.Length; i++)
        {
            plane.Values[i] -= 127.5f;
        }

        return plane;
    }

    private static double Strength(Plane band) => Math.Sqrt(band.Values.Sum(value => (double)value * value) / band.Values.Length);
}
