using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class GradientAscentTests
{
    private const ulong Seed = 7;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_local_operator_dreams_the_same_whatever_the_tiles()
    {
        const int iterations = 3;
        const int jitter = 5;
        var size = new Size(61, 47);
        var picture = Pictures.Noise(size, 1);
        double[] figures = [3, 4, 5];
        var untiled = Dream(TileGrid.Plan(size, 64, 0, 0, 1, jitter));

        // A pixel sees 2 further in each iteration, and a shift moves the window's edge up to 3 inwards on either side of that.
        foreach (var core in new[] { 8, 16, 24, 40 })
        {
            var grid = TileGrid.Plan(size, core, (2 * iterations) + jitter + 3, 3, 1, jitter);
            Assert.True(grid.Count > 1);
            Assert.True(Pictures.Distance(untiled, Dream(grid)) < 1e-3f, $"core {core}");
        }

        var tooNarrow = TileGrid.Plan(size, 16, 6, 3, 1, jitter);
        Assert.True(Pictures.Distance(untiled, Dream(tooNarrow)) > 0.1f);

        Plane Dream(TileGrid grid)
        {
            var detail = Stitcher.Blend(grid, picture.Area, tile =>
            {
                var buffer = Reflection.Extend(picture, grid.BufferOf(tile), size);
                GradientAscent.Run(
                    buffer, grid, tile, 0, Seed, new(iterations, 1.5f), figures, Blur(grid.WindowSize), Cancellation);
                return buffer.Minus(picture, grid.DetailOf(tile));
            });
            var dreamed = picture.Crop(picture.Area);
            dreamed.AddClamped(detail);

            // Right at the picture's edges the window's own edge shows in the one tile, which has only room for the jitter.
            return dreamed.Crop(picture.Area.Inflate(-14));
        }
    }

    [Fact]
    public void One_step_has_the_asked_mean_whatever_the_gradients_scale() => Gen.Float[1e-6f, 1e6f].Sample(scale =>
    {
        var grid = TileGrid.Untiled(new Size(13, 9), 4, 0);
        var buffer = new Plane(grid.BufferOf(0));
        Array.Fill(buffer.Values, 100);
        GradientAscent.Run(buffer, grid, 0, 0, Seed, new(1, 2), null, Alternating(scale), Cancellation);
        var change = buffer.Crop(grid.KeptOf(0)).Values.Average(value => Math.Abs(value - 100));
        Assert.Equal(2, change, 1e-3f);
    });

    [Fact]
    public void A_shared_figure_divides_the_gradient()
    {
        var grid = TileGrid.Untiled(new Size(8, 8), 1, 0);
        var buffer = new Plane(grid.BufferOf(0));
        var trace = GradientAscent.Run(buffer, grid, 0, 0, Seed, new(2, 3), [2, 4], (_, g) => g.Fill(10), Cancellation);
        Assert.All(buffer.Values, value => Assert.Equal((3 * 10 / 2f) + (3 * 10 / 4f), value, 1e-4f));
        Assert.Equal([1920, 1920], trace.AbsoluteSum);
        Assert.Equal(192, trace.Count);
        Assert.Equal(10, trace.MeanAt(1));
    }

    [Fact]
    public void Values_stay_on_the_scale()
    {
        var grid = TileGrid.Untiled(new Size(9, 9), 1, 0);
        var buffer = Pictures.Noise(grid.BufferOf(0), 1);
        GradientAscent.Run(buffer, grid, 0, 0, Seed, new(1, 1e6f), null, Alternating(1), Cancellation);
        Assert.All(buffer.Values, value => Assert.True(value is 0 or 255));
    }

    [Fact]
    public void Only_the_shifted_window_changes_and_only_kept_pixels_are_measured()
    {
        const int jitter = 6;
        var grid = TileGrid.Plan(new Size(40, 40), 16, 8, 2, 8, jitter);
        const int tile = 4;
        var buffer = new Plane(grid.BufferOf(tile));
        var shift = Jitter.Draw(Seed, 2, 0, jitter);
        Assert.NotEqual(0, shift.X);
        Assert.NotEqual(0, shift.Y);
        var window = grid.WindowOf(tile).Offset(shift.X, shift.Y);
        var kept = grid.KeptOf(tile);

        // 1 on kept pixels, 100 elsewhere.
        var trace = GradientAscent.Run(buffer, grid, tile, 2, Seed, new(1, 1), null, (_, gradient) =>
        {
            var plane = new Plane(window);
            for (var channel = 0; channel < Plane.Channels; channel++)
            {
                for (var y = window.Y; y < window.Bottom; y++)
                {
                    plane.Row(channel, y).Fill(100);
                    if (y >= kept.Y && y < kept.Bottom)
                    {
                        plane.Row(channel, y, kept.X, kept.Width).Fill(1);
                    }
                }
            }

            plane.Values.CopyTo(gradient);
        }, Cancellation);
        Assert.Equal(1, trace.MeanAt(0));
        for (var y = buffer.Area.Y; y < buffer.Area.Bottom; y++)
        {
            for (var x = buffer.Area.X; x < buffer.Area.Right; x++)
            {
                var expected = kept.Contains(x, y) ? 1f : window.Contains(x, y) ? 100f : 0f;
                Assert.Equal(expected, buffer.At(1, x, y));
            }
        }
    }

    [Fact]
    public void No_gradient_is_no_step()
    {
        var grid = TileGrid.Untiled(new Size(5, 5), 1, 0);
        var buffer = Pictures.Noise(grid.BufferOf(0), 1);
        var before = buffer.Crop(buffer.Area);
        GradientAscent.Run(buffer, grid, 0, 0, Seed, new(2, 1), null, (_, g) => g.Clear(), Cancellation);
        GradientAscent.Run(buffer, grid, 0, 0, Seed, new(2, 1), NormaliserMode.Pilot(0), (_, g) => g.Clear(), Cancellation);
        Assert.Equal(before.Values, buffer.Values);
    }

    [Fact]
    public void The_pilot_divides_by_what_its_trace_tells_the_others()
    {
        var grid = TileGrid.Plan(new Size(30, 30), 16, 6, 2, 1, 4);
        var piloted = Reflection.Extend(Pictures.Noise(grid.Picture, 1), grid.BufferOf(1), grid.Picture);
        var again = piloted.Crop(piloted.Area);
        var blur = Blur(grid.WindowSize);
        var trace = GradientAscent.Run(piloted, grid, 1, 0, Seed, new(4, 1.5f), NormaliserMode.Pilot(50), blur, Cancellation);
        var curve = Normaliser.Curve(50, trace);
        Assert.Equal(50, curve[0]);
        Assert.NotEqual(50, curve[3]);
        GradientAscent.Run(again, grid, 1, 0, Seed, new(4, 1.5f), curve, blur, Cancellation);
        Assert.Equal(piloted.Values, again.Values);
    }

    [Fact]
    public void A_probe_measures_the_first_iteration_and_changes_nothing()
    {
        var grid = TileGrid.Plan(new Size(30, 30), 16, 6, 2, 1, 4);
        var buffer = Reflection.Extend(Pictures.Noise(grid.Picture, 1), grid.BufferOf(3), grid.Picture);
        var before = buffer.Crop(buffer.Area);
        var blur = Blur(grid.WindowSize);
        var probe = GradientAscent.Probe(buffer, grid, 3, 1, Seed, blur, Cancellation);
        Assert.Equal(before.Values, buffer.Values);
        var trace = GradientAscent.Run(buffer, grid, 3, 1, Seed, new(2, 1), null, blur, Cancellation);
        Assert.Equal(trace.AbsoluteSum[0], Assert.Single(probe.AbsoluteSum));
        Assert.Equal(trace.Count, probe.Count);
        Assert.NotEqual(before.Values, buffer.Values);
    }

    [Fact]
    public void What_is_no_number_is_an_error()
    {
        var grid = TileGrid.Untiled(new Size(5, 5), 1, 0);
        var buffer = new Plane(grid.BufferOf(0));
        Assert.Throws<ArithmeticException>(
            () => GradientAscent.Run(buffer, grid, 0, 0, Seed, new(1, 1), null, (_, g) => g.Fill(float.NaN), Cancellation));
    }

    [Fact]
    public void Wrong_buffers_and_too_few_figures_are_refused()
    {
        var grid = TileGrid.Untiled(new Size(5, 5), 1, 2);
        var buffer = new Plane(grid.BufferOf(0));
        Assert.Throws<ArgumentException>(
            () => GradientAscent.Probe(new Plane(grid.WindowOf(0)), grid, 0, 0, Seed, Alternating(1), Cancellation));
        Assert.Throws<ArgumentException>(
            () => GradientAscent.Run(buffer, grid, 0, 0, Seed, new(2, 1), [1], Alternating(1), Cancellation));
    }

    [Fact]
    public void Cancelling_stops_between_iterations()
    {
        using var source = new CancellationTokenSource();
        var grid = TileGrid.Untiled(new Size(5, 5), 1, 0);
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => GradientAscent.Run(
            new Plane(grid.BufferOf(0)),
            grid,
            0,
            0,
            Seed,
            new(9, 1),
            null,
            (_, g) =>
            {
                calls++;
                source.Cancel();
            },
            source.Token));
        Assert.Equal(1, calls);
    }

    /// <summary>A linear operator that sees two pixels far: the mean of 5 by 5, less at the window's edges.</summary>
    private static GradientFunction Blur(Size window) => (pixels, gradient) =>
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            var (channel, rest) = Math.DivRem(i, window.Width * window.Height);
            var (y, x) = Math.DivRem(rest, window.Width);
            var sum = 0f;
            for (var v = Math.Max(0, y - 2); v <= Math.Min(window.Height - 1, y + 2); v++)
            {
                for (var u = Math.Max(0, x - 2); u <= Math.Min(window.Width - 1, x + 2); u++)
                {
                    sum += pixels[(((channel * window.Height) + v) * window.Width) + u] - 100;
                }
            }

            gradient[i] = sum / 25;
        }
    };

    private static GradientFunction Alternating(float scale) => (_, gradient) =>
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (i % 2 == 0 ? 1 : -1) * scale * (1 + (i % 3));
        }
    };
}
