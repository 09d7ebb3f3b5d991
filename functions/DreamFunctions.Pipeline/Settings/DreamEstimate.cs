using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>What a dream will take, known before any of it is paid for.</summary>
/// <param name="Tiles">Tiles in all octaves that are dreamed.</param>
/// <param name="Tickets">Tickets for them, with probes and measurements.</param>
/// <param name="Evaluations">Runs of the gradient graph; a measurement is two of the net alone and counts as one.</param>
/// <param name="Megapixels">What those runs see, windows with their halos: runs times pixels, in millions. The unit of a budget. Exact mode's
/// planes count once, though workers whose memory they exceed see halos of their own beside them.</param>
/// <param name="Octaves">How many octaves are dreamed.</param>
/// <param name="OfOctaves">How many the settings ask for.</param>
public sealed record DreamEstimate(int Tiles, int Tickets, int Evaluations, double Megapixels, int Octaves, int OfOctaves)
{
    /// <summary>Counts a plan.</summary>
    public static DreamEstimate Of(DreamPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (int tiles, int tickets, int evaluations, double megapixels) = (0, 0, 0, 0);
        for (int octave = 0; octave < plan.Octaves.Count; octave++)
        {
            int count = plan.TilesOf(octave).Count;
            int runs = (count * plan.Settings.Iterations) + plan.SurveysOf(octave);
            tiles += count;
            tickets += plan.TicketsOf(octave);
            evaluations += runs;
            megapixels += Megapixel(plan.Octaves[octave], runs);
        }

        return new(tiles, tickets, evaluations, Math.Round(megapixels, 3), plan.Octaves.Count, plan.Settings.Octaves);
    }

    /// <summary>Seconds of one worker that sees so many megapixels of windows a second.</summary>
    public double SecondsAt(double megapixelsPerSecond) => Megapixels / megapixelsPerSecond;

    /// <summary>What those seconds cost, by the price of a worker's hour.</summary>
    public double CostAt(double megapixelsPerSecond, double pricePerHour) => SecondsAt(megapixelsPerSecond) / 3600 * pricePerHour;

    private static double Megapixel(TileGrid grid, int runs) => runs * 1e-6 * grid.WindowSize.Width * grid.WindowSize.Height;
}
