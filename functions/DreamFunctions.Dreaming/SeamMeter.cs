namespace DreamFunctions.Dreaming;

/// <summary>
/// Finds the <see cref="SeamScore"/> of a dream while it is stitched. It is given the detail from top to bottom in bands of any
/// height, the same score whatever the bands; it holds four rows and some sums for each line of a row or column of tiles.
/// </summary>
public sealed class SeamMeter
{
    /// <summary>So many pixels along a border are averaged with their signs.</summary>
    private const int Run = 8;

    private readonly TileGrid grid;
    private readonly int width;
    private readonly int height;
    private readonly float[][] rows;
    private readonly float[] jumps;
    private readonly AxisMeter across;
    private readonly AxisMeter down;

    // Across: the sums of the row of tiles under way, of its run for the level, and the signed runs of a cut.
    private readonly float[] stripSteps;
    private readonly float[] stripCuts;
    private readonly float[] levelSteps;
    private readonly float[] columnRuns;
    private int stripRuns;

    // Down: the same for each column of tiles, and for each run of columns.
    private readonly Strip[] strips;
    private int next;
    private bool complete;

    /// <summary>A meter for a dream cut by a grid.</summary>
    public SeamMeter(TileGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        this.grid = grid;
        (width, height) = grid.Picture;
        rows = [.. Enumerable.Range(0, 4).Select(_ => new float[Plane.Channels * width])];
        jumps = new float[width];
        across = new(true, width, grid.OriginX, grid.Core, grid.Columns, grid.Feather);
        down = new(false, height, grid.OriginY, grid.CoreHeight, grid.Rows, grid.Feather);
        stripSteps = new float[width];
        stripCuts = new float[width];
        levelSteps = new float[width];
        columnRuns = new float[Plane.Channels * width];
        strips = grid.Rows < 2 ? [] : [.. Enumerable.Range(0, grid.Columns).Select(column => new Strip(grid.KeptOf(column), height))];
    }

    /// <summary>Takes the next rows of the detail.</summary>
    /// <param name="band">As wide as the picture; it begins where the band before ended.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    public void Add(Plane band)
    {
        ArgumentNullException.ThrowIfNull(band);
        if (band.Area.X != 0 || band.Area.Width != width || band.Area.Y != next || band.Area.Bottom > height)
        {
            throw new ArgumentException(
                $"Row {next} of a picture of {grid.Picture} is not where {band.Area} begins.", nameof(band));
        }

        while (next < band.Area.Bottom)
        {
            var row = RowAt(next);
            for (var channel = 0; channel < Plane.Channels; channel++)
            {
                band.Row(channel, next).CopyTo(row.AsSpan(channel * width));
            }

            if (grid.Columns > 1)
            {
                AddAcross(row);
            }

            if (grid.Rows > 1 && next > 0)
            {
                AddDown();
            }

            next++;
        }
    }

    /// <summary>The score of all rows together; null where there is only one tile.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public SeamScore? Score()
    {
        if (next != height)
        {
            throw new InvalidOperationException($"Only {next} of {height} rows have been added.");
        }

        if (!complete)
        {
            Array.ForEach(strips, strip => strip.AddTo(down));
            complete = true;
        }

        var (columns, lines) = (across.Seams(), down.Seams());
        return columns is null && lines is null ? null : new SeamScore(columns, lines);
    }

    private float[] RowAt(int y) => rows[y & 3];

    private void AddAcross(float[] row)
    {
        var tileRow = grid.KeptOf((next - grid.OriginY) / grid.CoreHeight * grid.Columns);
        var done = next + 1 - tileRow.Y;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var pixels = row.AsSpan(channel * width, width);
            var runs = columnRuns.AsSpan(channel * width, width);
            for (var x = 1; x < pixels.Length; x++)
            {
                levelSteps[x] += Math.Abs(pixels[x] - pixels[x - 1]);
            }

            for (var x = 2; x < pixels.Length - 1; x++)
            {
                runs[x] += Jump(pixels[x - 2], pixels[x - 1], pixels[x], pixels[x + 1]);
            }

            if (done % Run == 0)
            {
                for (var x = 0; x < runs.Length; x++)
                {
                    stripCuts[x] += Math.Abs(runs[x]) / Run;
                }

                runs.Clear();
            }
        }

        stripRuns += done % Run == 0 ? 1 : 0;
        var ends = next + 1 == tileRow.Bottom;
        if (done % LevelSteps.Run == 0 || ends)
        {
            EndLevelRun((done - 1) % LevelSteps.Run + 1, whole: tileRow.Height < LevelSteps.Run);
        }

        if (ends)
        {
            across.AddStrip(tileRow.Y, tileRow.Height, stripSteps, stripCuts, stripRuns);
            Array.Clear(stripSteps);
            Array.Clear(stripCuts);
            Array.Clear(columnRuns);
            stripRuns = 0;
        }
    }

    private void EndLevelRun(int pixels, bool whole)
    {
        if (pixels == LevelSteps.Run || whole)
        {
            across.AddRun(levelSteps, pixels);
        }

        for (var x = 0; x < width; x++)
        {
            stripSteps[x] += levelSteps[x];
        }

        Array.Clear(levelSteps);
    }

    // The step between the last two rows, and the cut between the two before them, whose neighbours are known only now.
    private void AddDown()
    {
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var row = RowAt(next).AsSpan(channel * width, width);
            var above = RowAt(next - 1).AsSpan(channel * width, width);
            for (var x = 0; x < width; x++)
            {
                jumps[x] = Math.Abs(row[x] - above[x]);
            }

            foreach (var strip in strips)
            {
                strip.AddSteps(next, jumps);
            }

            if (next < 3)
            {
                continue;
            }

            var b = RowAt(next - 2).AsSpan(channel * width, width);
            var a = RowAt(next - 3).AsSpan(channel * width, width);
            for (var x = 0; x < width; x++)
            {
                jumps[x] = Jump(a[x], b[x], above[x], row[x]);
            }

            foreach (var strip in strips)
            {
                strip.AddCuts(next - 1, jumps);
            }
        }
    }

    // The step from b to c beyond the mean of its two neighbours'.
    private static float Jump(float a, float b, float c, float d) => c - b - (((b - a) + (d - c)) / 2);

    /// <summary>The sums of a column of tiles, for each row of the picture.</summary>
    private sealed class Strip(Region kept, int height)
    {
        private readonly int run = Math.Min(LevelSteps.Run, kept.Width);
        private readonly float[] cuts = new float[height];
        private readonly float[] steps = new float[height];
        private readonly float[][] runSteps =
            [.. Enumerable.Range(0, kept.Width / Math.Min(LevelSteps.Run, kept.Width)).Select(_ => new float[height])];

        public void AddSteps(int y, float[] row)
        {
            var line = row.AsSpan(kept.X, kept.Width);
            for (var i = 0; i < runSteps.Length; i++)
            {
                var sum = Sum(line.Slice(i * run, run));
                runSteps[i][y] += sum;
                steps[y] += sum;
            }

            steps[y] += Sum(line[(runSteps.Length * run)..]);
        }

        public void AddCuts(int y, float[] row)
        {
            for (var x = 0; x + Run <= kept.Width; x += Run)
            {
                cuts[y] += Math.Abs(Sum(row.AsSpan(kept.X + x, Run))) / Run;
            }
        }

        public void AddTo(AxisMeter axis)
        {
            axis.AddStrip(kept.X, kept.Width, steps, cuts, kept.Width / Run);
            foreach (var sums in runSteps)
            {
                axis.AddRun(sums, run);
            }
        }

        private static float Sum(ReadOnlySpan<float> values)
        {
            float sum = 0;
            foreach (var value in values)
            {
                sum += value;
            }

            return sum;
        }
    }
}
