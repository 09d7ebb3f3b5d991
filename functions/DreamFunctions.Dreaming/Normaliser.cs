namespace DreamFunctions.Dreaming;

/// <summary>
/// One figure per iteration for all tiles of an octave, found without their talking to each other: every tile is probed
/// once at the octave's start, which gives the octave's exact mean |gradient|; the tile nearest to that mean, the pilot,
/// dreams first; its growth scales the mean for the iterations to come.
/// </summary>
public static class Normaliser
{
    /// <summary>The mean |gradient| over all tiles at the first iteration; summed in the given order.</summary>
    /// <exception cref="ArgumentException">There is no probe.</exception>
    public static double Mean(IEnumerable<AscentTrace> probes)
    {
        ArgumentNullException.ThrowIfNull(probes);
        var (sum, count) = (0.0, 0L);
        foreach (var probe in probes)
        {
            sum += probe.AbsoluteSum[0];
            count += probe.Count;
        }

        return count > 0 ? sum / count : throw new ArgumentException("A mean needs at least one probe.", nameof(probes));
    }

    /// <summary>The tile whose own mean is nearest to the mean of all; of equals the first.</summary>
    /// <param name="probes">A probe for each tile, by number.</param>
    /// <exception cref="ArgumentException">There is no probe.</exception>
    public static int Pilot(IReadOnlyList<AscentTrace> probes)
    {
        var mean = Mean(probes);
        var (pilot, nearest) = (0, double.PositiveInfinity);
        for (var tile = 0; tile < probes.Count; tile++)
        {
            var distance = Math.Abs(probes[tile].MeanAt(0) - mean);
            if (distance < nearest)
            {
                (pilot, nearest) = (tile, distance);
            }
        }

        return pilot;
    }

    /// <summary>The figures of an octave: its mean at the start, times the pilot's growth since then.</summary>
    /// <param name="octaveMean">See <see cref="Mean"/>.</param>
    /// <param name="pilotTrace">What the pilot measured while it dreamed.</param>
    public static double[] Curve(double octaveMean, AscentTrace pilotTrace)
    {
        ArgumentNullException.ThrowIfNull(pilotTrace);
        var curve = new double[pilotTrace.AbsoluteSum.Count];
        for (var i = 0; i < curve.Length; i++)
        {
            curve[i] = Scaled(octaveMean, pilotTrace.MeanAt(i), pilotTrace.MeanAt(0));
        }

        return curve;
    }

    /// <summary>The mean, grown as the pilot grew; a pilot that starts without any gradient tells nothing about growth.</summary>
    internal static double Scaled(double octaveMean, double now, double atStart) =>
        atStart < GradientAscent.Least ? octaveMean : octaveMean * (now / atStart);
}
