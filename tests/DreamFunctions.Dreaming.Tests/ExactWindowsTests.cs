using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class ExactWindowsTests
{
    private static readonly Gen<(Size Whole, int Field, int Stride, int? Core)> Plans =
        from stride in Gen.OneOf(1, 2, 4, 8)
        from columns in Gen.Int[1, 40]
        from rows in Gen.Int[1, 40]
        from field in Gen.Int[1, 30]
        from core in Gen.Int[0, 50]
        select (new Size(columns * stride, rows * stride), field, stride, core == 0 ? null : (int?)core);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_windows_keep_partitions_the_whole_far_from_their_inner_borders() =>
        Gen.Select(Plans, Gen.Long[1, 1600]).Sample((plan, pixels) =>
        {
            if (ExactWindows.Fit(plan.Whole, plan.Field, plan.Stride, plan.Core, pixels) is not { } windows)
            {
                return;
            }

            Assert.True(new Region(windows.Window).PixelCount <= pixels);
            var whole = new Region(plan.Whole);
            var visits = new int[plan.Whole.Width, plan.Whole.Height];
            for (var window = 0; window < windows.Count; window++)
            {
                var (seen, kept) = (windows.SeenBy(window), windows.KeptBy(window));
                Assert.True(whole.Contains(seen));
                Assert.Equal(windows.Window, seen.Size);
                Assert.Equal((0, 0), (seen.X % plan.Stride, seen.Y % plan.Stride));
                Assert.True(!kept.IsEmpty && seen.Contains(kept.Inflate(plan.Field - 1).Intersect(whole)));
                Assert.True(plan.Core is null || windows.Count == 1 || Inner(windows) <= plan.Core + plan.Stride - 1);
                for (var x = kept.X; x < kept.Right; x++)
                {
                    for (var y = kept.Y; y < kept.Bottom; y++)
                    {
                        visits[x, y]++;
                    }
                }
            }

            Assert.All(visits.Cast<int>(), count => Assert.Equal(1, count));

            int Inner(ExactWindows cut) => Enumerable.Range(0, cut.Count)
                .Where(i => cut.KeptBy(i).X > 0 && cut.KeptBy(i).Right < plan.Whole.Width)
                .Select(i => cut.KeptBy(i).Width).DefaultIfEmpty(0).Max();
        });

    [Fact]
    public void With_room_enough_there_is_one_window_and_the_net_itself_is_asked() => Plans.Sample(plan =>
    {
        var windows = ExactWindows.Fit(plan.Whole, plan.Field, plan.Stride, null, long.MaxValue)!;
        Assert.Equal((1, plan.Whole, 1.0), (windows.Count, windows.Window, windows.Work));
        GradientFunction net = (_, _) => { };
        Assert.Same(net, windows.Over(net, Cancellation));
    });

    [Fact]
    public void Without_room_for_context_and_one_cell_there_are_none() =>
        Assert.Null(ExactWindows.Fit(new(160, 160), 33, 8, null, (72 * 72) - 1));

    [Fact]
    public void The_windows_of_least_work_are_taken()
    {
        var windows = ExactWindows.Fit(new(400, 160), 33, 8, null, 160 * 240)!;
        Assert.Equal((2, new Size(232, 160)), (windows.Count, windows.Window));
        Assert.Equal(2 * 232.0 / 400, windows.Work, 1e-12);
    }

    [Fact]
    public void A_local_operator_has_the_same_bits_as_at_one_go() => Gen.Select(Plans, Gen.Long[1, 1600], Gen.Int).Sample((plan, pixels, seed) =>
    {
        if (ExactWindows.Fit(plan.Whole, plan.Field, plan.Stride, plan.Core, pixels) is not { } windows)
        {
            return;
        }

        var picture = Pictures.Noise(plan.Whole, seed);
        var (expected, actual) = (new Plane(picture.Area), new Plane(picture.Area));
        Strided(plan.Whole, plan.Field, plan.Stride)(picture.Values, expected.Values);
        windows.Over(Strided(windows.Window, plan.Field, plan.Stride), Cancellation)(picture.Values, actual.Values);
        Assert.Equal(expected.Values, actual.Values);
    });

    [Fact]
    public void A_halo_a_pixel_short_shows()
    {
        var whole = new Size(96, 24);
        var picture = Pictures.Noise(whole, 3);
        var (expected, actual) = (new Plane(picture.Area), new Plane(picture.Area));
        Strided(whole, 18, 8)(picture.Values, expected.Values);
        var short1 = ExactWindows.Fit(whole, 17, 8, 16, long.MaxValue)!;
        Assert.True(short1.Count > 1);
        short1.Over(Strided(short1.Window, 18, 8), Cancellation)(picture.Values, actual.Values);
        Assert.NotEqual(expected.Values, actual.Values);
    }

    [Fact]
    public void A_dream_in_windows_has_the_bytes_of_the_untiled_one()
    {
        var size = new Size(53, 37);
        var grid = TileGrid.Untiled(size, 4, 6);
        var windows = ExactWindows.Fit(grid.WindowSize, 7, 4, null, 24 * 24)!;
        Assert.True(windows.Count > 4);
        var (whole, visited) = (Dream(net => net(grid.WindowSize)), Dream(net => windows.Over(net(windows.Window), Cancellation)));
        Assert.Equal(whole.Buffer.Values, visited.Buffer.Values);
        Assert.Equal(whole.Trace.AbsoluteSum, visited.Trace.AbsoluteSum);

        (Plane Buffer, AscentTrace Trace) Dream(Func<Func<Size, GradientFunction>, GradientFunction> of)
        {
            var buffer = Reflection.Extend(Pictures.Noise(size, 5), grid.BufferOf(0), size);
            var trace = GradientAscent.Run(
                buffer, grid, 0, 1, 9, new(4, 2), null, of(window => Strided(window, 7, 4)), Cancellation);
            return (buffer, trace);
        }
    }

    /// <summary>
    /// The gradient of half the sum of squares over cells a stride apart, each the sum over a field of pixels about its middle,
    /// nothing beyond the border: what a net's gradient is, in whole numbers, so that the order of sums leaves no trace.
    /// </summary>
    private static GradientFunction Strided(Size window, int field, int stride) => (pixels, gradient) =>
    {
        gradient.Clear();
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var at = channel * window.Width * window.Height;
            for (var cellY = 0; cellY < window.Height; cellY += stride)
            {
                for (var cellX = 0; cellX < window.Width; cellX += stride)
                {
                    var cell = new Region(cellX - (field / 2), cellY - (field / 2), field, field).Intersect(new Region(window));
                    var sum = 0f;
                    foreach (var i in Indices(cell, at))
                    {
                        sum += MathF.Floor(pixels[i]);
                    }

                    foreach (var i in Indices(cell, at))
                    {
                        gradient[i] += sum % 64;
                    }
                }
            }
        }

        IEnumerable<int> Indices(Region cell, int at) =>
            from y in Enumerable.Range(cell.Y, cell.Height)
            from x in Enumerable.Range(cell.X, cell.Width)
            select at + (y * window.Width) + x;
    };
}
