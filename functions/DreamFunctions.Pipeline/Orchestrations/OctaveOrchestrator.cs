using DreamFunctions.Dreaming;
using Microsoft.DurableTask;

namespace DreamFunctions.Pipeline;

/// <summary>
/// One octave. With several tiles: a probe of each finds the octave's mean |gradient|, the tile nearest to it (the pilot)
/// dreams first, and its growth gives the normaliser that all other tiles share. The last octave is measured at the end.
/// </summary>
public sealed class OctaveOrchestrator : TaskOrchestrator<OctaveRequest, OctaveOutcome>
{
    /// <inheritdoc/>
    public override async Task<OctaveOutcome> RunAsync(TaskOrchestrationContext context, OctaveRequest input)
    {
        TileGrid grid = input.Plan.Octaves[input.Octave];
        bool last = input.Octave == input.Plan.Octaves.Count - 1;
        IReadOnlyList<int> all = input.Plan.TilesOf(input.Octave);
        TicketFanOut fanOut = new(context, input, planned: input.Plan.TicketsOf(input.Octave));

        List<TileResult> probes = [], tiles = [], measures = [];
        if (all.Count <= 1)
        {
            tiles = await fanOut.GatherAsync(new(TilePass.Tile, all));
        }
        else
        {
            probes = await fanOut.GatherAsync(new(TilePass.Probe, all));
            AscentTrace[] traces = [.. probes.Select(TraceOf)];
            double level = Normaliser.Mean(traces);
            int pilot = all[Normaliser.Pilot(traces)];
            tiles = await fanOut.GatherAsync(new(TilePass.Tile, [pilot]) { Level = level });
            double[] curve = Normaliser.Curve(level, TraceOf(tiles[0]));
            tiles.AddRange(await fanOut.GatherAsync(new(TilePass.Tile, [.. all.Where(tile => tile != pilot)]) { Normaliser = curve }));
            tiles.Sort((a, b) => a.Tile.CompareTo(b.Tile));
        }

        int[] attempts = Enumerable.Repeat(WorkBlobs.NotDreamed, grid.Count).ToArray();
        foreach (TileResult tile in tiles)
            attempts[tile.Tile] = tile.Attempt;
        if (last)
            measures = await fanOut.GatherAsync(new(TilePass.Measure, all) { OwnAttempts = attempts });

        List<TileResult> answers = [.. probes, .. tiles, .. measures];
        return new(
            attempts,
            fanOut.TicketsSent,
            input.Plan.SurveysOf(input.Octave),
            fanOut.SurveysSent,
            MeanGradient(tiles),
            answers.Sum(answer => answer.GradientSeconds),
            answers.Sum(answer => answer.Seconds),
            answers.Sum(answer => answer.Evaluations),
            measures.Sum(measure => measure.EnergyBefore),
            measures.Sum(measure => measure.EnergyAfter))
        {
            Traffic = answers.Aggregate(default(StorageTraffic), (sum, answer) => sum + answer.Traffic),
            WindowHalo = tiles.Select(tile => tile.WindowHalo).DefaultIfEmpty().Average(),
        };
    }

    private static AscentTrace TraceOf(TileResult result) => new(result.AbsoluteSum, result.Count);

    private static double[] MeanGradient(List<TileResult> tiles)
    {
        if (tiles.Count == 0)
            return [];
        long count = tiles.Sum(tile => tile.Count);
        return [.. Enumerable.Range(0, tiles[0].AbsoluteSum.Count).Select(i => tiles.Sum(tile => tile.AbsoluteSum[i]) / count)];
    }
}
