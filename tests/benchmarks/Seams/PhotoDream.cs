using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>
/// The pipeline's fast mode on one picture, octave by octave: what intake, octave orchestrator and tile workers do together,
/// without what lies between them.
/// </summary>
internal sealed class PhotoDream
{
    private readonly DreamNet net;
    private readonly DreamSettings settings;
    private readonly NetCard card;
    private readonly Plane picture;
    private readonly int rounds;
    private Plane start;

    public PhotoDream(DreamNet net, NetCard card, DreamSettings settings, int rounds, Plane picture)
    {
        (this.net, this.card, this.settings, this.rounds, this.picture) = (net, card, settings, rounds, picture);
        DreamPlan plan = DreamPlanner.Plan(picture.Area.Size, settings, card);
        Plane? before = null;
        start = picture;
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            TileGrid grid = plan.Octaves[octave];
            Plane shrunk = OctavePyramid.Shrink(picture, grid.Picture);
            start = shrunk.Crop(shrunk.Area);
            if (before is not null)
                start.AddClamped(Enlarge.Part(before, before.Area.Size, start.Area, grid.Picture));
            if (octave < plan.Octaves.Count - 1)
            {
                Plane[] details = Tiles(octave, grid, shrunk, own: false);
                before = Stitcher.Blend(grid, shrunk.Area, tile => details[tile]);
            }
        }
    }

    /// <summary>What the last octave begins with.</summary>
    public Plane Start => start;

    private int Last => settings.Octaves - 1;

    /// <summary>The last octave's grid, with a halo of one's own choice where it is not 0.</summary>
    public TileGrid LastGrid(int halo) =>
        DreamPlanner.Plan(picture.Area.Size, settings with { Halo = halo == 0 ? null : halo }, card).Octaves[^1];

    /// <summary>The details of the last octave's tiles.</summary>
    public Plane[] DreamLast(TileGrid grid, bool own) => Tiles(Last, grid, picture, own);

    /// <summary>The last octave in one piece.</summary>
    public Plane DreamLastUntiled() =>
        Tiles(Last, TileGrid.Untiled(picture.Area.Size, LastGrid(0).Stride, settings.Jitter), picture, own: true)[0];

    /// <summary>The last octave's tiles with all that they see.</summary>
    public Plane[] DreamLastBuffers(TileGrid grid) => [.. Buffers(Last, grid, own: false)];

    private Plane[] Tiles(int octave, TileGrid grid, Plane shrunk, bool own)
    {
        Plane before = start;
        for (int round = 0; ; round++)
        {
            Plane[] buffers = Buffers((octave * rounds) + round, grid, own);
            Plane[] details = [.. buffers.Select((buffer, tile) => buffer.Minus(shrunk, grid.DetailOf(tile)))];
            if (round == rounds - 1)
            {
                start = before;
                return details;
            }

            Plane next = shrunk.Crop(shrunk.Area);
            next.AddClamped(Stitcher.Blend(grid, shrunk.Area, tile => details[tile]));
            start = next;
        }
    }

    private Plane[] Buffers(int octave, TileGrid grid, bool own)
    {
        Plane[] buffers = [.. Enumerable.Range(0, grid.Count).Select(tile => Reflection.Extend(start, grid.BufferOf(tile), grid.Picture))];
        if (grid.Count == 1 || own)
        {
            for (int tile = 0; tile < grid.Count; tile++)
                Run(tile, NormaliserMode.Own);
            return buffers;
        }

        AscentTrace[] probes = [.. buffers.Select((buffer, tile) => GradientAscent.Probe(
            buffer, grid, tile, octave, (ulong)settings.Seed, Gradient, CancellationToken.None))];
        double level = Normaliser.Mean(probes);
        int pilot = Normaliser.Pilot(probes);
        double[] curve = Normaliser.Curve(level, Run(pilot, NormaliserMode.Pilot(level)));
        for (int tile = 0; tile < grid.Count; tile++)
        {
            if (tile != pilot)
                Run(tile, NormaliserMode.Shared(curve));
        }

        return buffers;

        AscentTrace Run(int tile, NormaliserMode normaliser) => GradientAscent.Run(
            buffers[tile], grid, tile, octave, (ulong)settings.Seed, new(settings.Iterations / rounds, (float)settings.Step), normaliser,
            Gradient, CancellationToken.None);

        void Gradient(ReadOnlySpan<float> window, Span<float> gradient) => net.Gradient(grid.WindowSize, window, gradient);
    }
}
