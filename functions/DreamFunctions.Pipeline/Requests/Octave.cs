using System.Text.Json.Serialization;

namespace DreamFunctions.Pipeline;

/// <summary>One octave to dream: the input of <see cref="OctaveOrchestrator"/>.</summary>
/// <param name="DreamId">The instance id of the whole dream: the folder of its work blobs.</param>
/// <param name="Plan">The whole plan.</param>
/// <param name="Octave">Which of the plan's octaves, 0 the smallest.</param>
/// <param name="PreviousAttempts">The accepted attempt of each tile of the octave before; empty for the first.</param>
/// <param name="FanOut">How tickets are sent and answers waited for.</param>
public sealed record OctaveRequest(
    string DreamId, DreamPlan Plan, int Octave, IReadOnlyList<int> PreviousAttempts, FanOutLimits FanOut)
{
    /// <summary>The dream's, see <see cref="DreamRequest.TraceParent"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}

/// <summary>An octave's result: numbers only, the pixels are in the blobs that the attempts name.</summary>
/// <param name="Attempts">The accepted attempt of each tile, in the order of the tiles.</param>
/// <param name="TicketsSent">Tile tickets sent, those sent again included.</param>
/// <param name="SurveysPlanned">Tickets planned beside the tiles': one probe a tile, and in the last octave one measurement a tile.</param>
/// <param name="SurveysSent">How many of those were sent.</param>
/// <param name="MeanGradient">mean |gradient| over the picture before each iteration; one figure an iteration.</param>
/// <param name="GradientSeconds">Seconds spent in the net, summed over the tickets.</param>
/// <param name="TileSeconds">Seconds from taking to answering, summed over the tickets.</param>
/// <param name="Evaluations">Runs of the gradient graph.</param>
/// <param name="EnergyBefore">Energy of the target for the upload, in the last octave; else 0.</param>
/// <param name="EnergyAfter">Energy of the target for the dream, in the last octave; else 0.</param>
public sealed record OctaveOutcome(
    IReadOnlyList<int> Attempts,
    int TicketsSent,
    int SurveysPlanned,
    int SurveysSent,
    IReadOnlyList<double> MeanGradient,
    double GradientSeconds,
    double TileSeconds,
    int Evaluations,
    double EnergyBefore,
    double EnergyAfter)
{
    /// <summary>Planes read and written by the workers.</summary>
    public StorageTraffic Traffic { get; init; }

    /// <summary>The tiles' <see cref="TileResult.WindowHalo"/>, on average.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WindowHalo { get; init; }
}

/// <summary>How far an octave is: the custom status of its orchestration.</summary>
/// <param name="Octave">Which octave, 0 the smallest.</param>
/// <param name="Octaves">How many there are.</param>
/// <param name="Done">Tickets answered.</param>
/// <param name="Planned">Tickets planned: probes, tiles and measurements.</param>
public sealed record OctaveProgress(int Octave, int Octaves, int Done, int Planned);
