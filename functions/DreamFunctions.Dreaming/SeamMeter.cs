namespace DreamFunctions.Dreaming;

/// <summary>
/// Finds the <see cref="SeamScore"/> of a dream while it is stitched. It is given the detail from top to bottom in bands of any
/// height, the same score whatever the bands; it holds four rows and some sums for each column, however tall the picture.
/// </summary>
public sealed class SeamMeter
{
    /// <summary>So many pixels along a border are averaged with their signs.</summary>
    private const int Run = 8;

    private readonly TileGrid grid;
    private readonly int width;
    private readonly float[][] rows;
    private readonly float[] jumps;
    private readonly float[] columnRuns;
    private readonly double[] columnSteps;
    private readonly double[] columnCuts;
    private readonly OffsetMeans downSteps;
    private readonly OffsetMeans downCuts;
    private int next;

    /// <summary>A meter for a dream cut by a grid.</summary>
    public SeamMeter(TileGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        this.grid = grid;
        width = grid.Picture.Width;
        rows = [.. Enumerable.Range(0, 4).Select(_ => new float[Plane.Channels * width])];
        jumps = new float[width];
        columnRuns = new float[Plane.Channels * width];
        columnSteps = new double[width];
        columnCuts = new double[width];
        downSteps = new(grid.Core);
        downCuts = new(grid.Core);
    }

    /// <summary>Takes the next rows of the detail.</summary>
    /// <param name="band">As wide as the picture; it begins where the band before ended.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    public void Add(Plane band)
    {
        ArgumentNullException.ThrowIfNull(band);
        if (band.Area.X != 0 || band.Area.Width != width || band.Area.Y != next || band.Area.Bottom > grid.Picture.Height)
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

            AddAcross(row);
            AddDown();
            next++;
        }
    }

    /// <summary>The score of all rows together; null where neither axis has two borders.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public SeamScore? Score()
    {
        if (next != grid.Picture.Height)
        {
            throw new InvalidOperationException($"Only {next} of {grid.Picture.Height} rows have been added.");
        }

        AxisSeams? across = null;
        if (HasBorders(grid.Columns) && next >= Run)
        {
            var steps = new OffsetMeans(grid.Core);
            var cuts = new OffsetMeans(grid.Core);
            for (var x = 1; x < width; x++)
            {
                steps.Add(x - grid.OriginX, columnSteps[x], (long)Plane.Channels * next);
                if (x >= 2 && x < width - 1)
                {
                    cuts.Add(x - grid.OriginX, columnCuts[x], (long)Plane.Channels * (next / Run));
                }
            }

            across = Seams(grid.Columns, steps, cuts);
        }

        var down = HasBorders(grid.Rows) && width >= Run ? Seams(grid.Rows, downSteps, downCuts) : null;
        return across is null && down is null ? null : new SeamScore(across, down);
    }

    // Offset 0 and the nearest others overlap in one cut: a core has to be wider than that.
    private bool HasBorders(int tiles) => tiles >= 3 && grid.Core >= 8;

    private AxisSeams Seams(int tiles, OffsetMeans steps, OffsetMeans cuts) =>
        new(tiles - 1, steps.Figure(grid.Feather), cuts.Figure(grid.Feather));

    private float[] RowAt(int y) => rows[y & 3];

    private void AddAcross(float[] row)
    {
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var pixels = row.AsSpan(channel * width, width);
            var runs = columnRuns.AsSpan(channel * width, width);
            for (var x = 1; x < pixels.Length; x++)
            {
                columnSteps[x] += Math.Abs(pixels[x] - pixels[x - 1]);
            }

            for (var x = 2; x < pixels.Length - 1; x++)
            {
                runs[x] += Jump(pixels[x - 2], pixels[x - 1], pixels[x], pixels[x + 1]);
            }

            if ((next + 1) % Run == 0)
            {
                for (var x = 0; x < runs.Length; x++)
                {
                    columnCuts[x] += Math.Abs(runs[x]) / Run;
                }

                runs.Clear();
            }
        }
    }

    // The step between the last two rows, and the cut between the two before them, whose neighbours are known only now.
    private void AddDown()
    {
        if (next == 0)
        {
            return;
        }

        var (above, row) = (RowAt(next - 1), RowAt(next));
        double steps = 0;
        for (var i = 0; i < row.Length; i++)
        {
            steps += Math.Abs(row[i] - above[i]);
        }

        downSteps.Add(next - grid.OriginY, steps, row.Length);
        if (next >= 3)
        {
            downCuts.Add(next - 1 - grid.OriginY, CutsAbove(), Plane.Channels * (width / Run));
        }
    }

    private double CutsAbove()
    {
        double cuts = 0;
        for (var channel = 0; channel < Plane.Channels; channel++)
        {
            var first = channel * width;
            var a = RowAt(next - 3).AsSpan(first, width);
            var b = RowAt(next - 2).AsSpan(first, width);
            var c = RowAt(next - 1).AsSpan(first, width);
            var d = RowAt(next).AsSpan(first, width);
            for (var x = 0; x < width; x++)
            {
                jumps[x] = Jump(a[x], b[x], c[x], d[x]);
            }

            for (var x = 0; x + Run <= width; x += Run)
            {
                float run = 0;
                for (var i = x; i < x + Run; i++)
                {
                    run += jumps[i];
                }

                cuts += Math.Abs(run) / Run;
            }
        }

        return cuts;
    }

    // The step from b to c beyond the mean of its two neighbours'.
    private static float Jump(float a, float b, float c, float d) => c - b - (((b - a) + (d - c)) / 2);
}
