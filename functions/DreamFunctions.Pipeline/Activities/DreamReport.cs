using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>The JSON beside a dream: what made it, and what it took.</summary>
public sealed record DreamReport
{
    /// <summary>The dream's blob name.</summary>
    public required string Dream { get; init; }

    /// <summary>The orchestration's instance id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The upload's ETag; empty where there was none.</summary>
    public string UploadETag { get; init; } = "";

    /// <summary>When it was finished, UTC.</summary>
    public required DateTime Finished { get; init; }

    /// <summary>The settings, complete: given again they make the same dream.</summary>
    public required DreamSettings Settings { get; init; }

    /// <summary>The seed of the jitter.</summary>
    public required long Seed { get; init; }

    /// <summary>The checksum of the net's file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>What the picture was.</summary>
    public required PictureFacts Picture { get; init; }

    /// <summary>Tiles in all octaves, without those that a mask leaves out.</summary>
    public required int TilesPlanned { get; init; }

    /// <summary>Tickets sent for them: more than planned only where a tile was tried again.</summary>
    public required int TicketsSent { get; init; }

    /// <summary>Probes and measurements planned beside the tiles.</summary>
    public required int SurveysPlanned { get; init; }

    /// <summary>Tickets sent for those.</summary>
    public required int SurveysSent { get; init; }

    /// <summary>Energy of the target for the upload at full size, summed over the tiles' cores.</summary>
    public required double EnergyBefore { get; init; }

    /// <summary>The same for the dream.</summary>
    public required double EnergyAfter { get; init; }

    /// <summary>Why the dream ended before its last octave; null where it did not.</summary>
    public string? Ended { get; init; }

    /// <summary>What the dream was planned to take.</summary>
    public DreamEstimate? Estimate { get; init; }

    /// <summary>How well the borders of the last octave's tiles are hidden; null where no axis has two.</summary>
    public SeamScore? Seams { get; init; }

    /// <summary>Runs of the gradient graph.</summary>
    public required int Evaluations { get; init; }

    /// <summary>What the plan, with the windows that workers picked, takes in the net, over the untiled dream.</summary>
    public required DreamWork Work { get; init; }

    /// <summary>What went through the storage.</summary>
    public required DreamTraffic Traffic { get; init; }

    /// <summary>Where the time went.</summary>
    public required DreamSeconds Seconds { get; init; }

    /// <summary>The octaves, the smallest first.</summary>
    public required IReadOnlyList<OctaveReport> Octaves { get; init; }

    /// <summary>Puts the report together.</summary>
    public static DreamReport Of(FinishRequest dream, SeamScore? seams, StorageTraffic stitching, DateTime now, double finishSeconds)
    {
        DreamPlan plan = dream.Intake.Plan!;
        double gradient = dream.Octaves.Sum(octave => octave.GradientSeconds);
        return new()
        {
            Dream = dream.Start.Request.Dream,
            InstanceId = dream.Start.DreamId,
            UploadETag = dream.Start.Request.ETag.Trim('"'),
            Finished = now,
            Settings = plan.Settings,
            Seed = plan.Settings.Seed,
            ModelSha256 = plan.ModelSha256,
            Picture = dream.Intake.Picture!,
            TilesPlanned = Enumerable.Range(0, plan.Octaves.Count).Sum(octave => plan.TilesOf(octave).Count),
            TicketsSent = dream.Octaves.Sum(octave => octave.TicketsSent),
            SurveysPlanned = dream.Octaves.Sum(octave => octave.SurveysPlanned),
            SurveysSent = dream.Octaves.Sum(octave => octave.SurveysSent),
            EnergyBefore = dream.Octaves[^1].EnergyBefore,
            EnergyAfter = dream.Octaves[^1].EnergyAfter,
            Ended = plan.Full is null ? null
                : $"The budget of {plan.Settings.Budget} megapixels ended it after octave {plan.Octaves.Count} of {plan.Settings.Octaves}.",
            Estimate = DreamEstimate.Of(plan),
            Seams = seams,
            Evaluations = dream.Octaves.Sum(octave => octave.Evaluations),
            Work = DreamWork.Of(plan, [.. dream.Octaves.Select(octave => octave.WindowHalo)]),
            Traffic = DreamTraffic.Of(dream, stitching),
            Seconds = new(
                Total: (now - dream.Start.Started).TotalSeconds,
                Intake: dream.Intake.Seconds,
                Gradient: gradient,
                AroundGradient: dream.Octaves.Sum(octave => octave.TileSeconds) - gradient,
                Finish: finishSeconds),
            Octaves = [.. plan.Octaves.Zip(dream.Octaves, OctaveReport.Of)],
        };
    }

    /// <summary>What goes into the picture's own metadata: the settings and the net's checksum, one line of ASCII JSON.</summary>
    public static string Provenance(DreamPlan plan) => JsonSerializer.Serialize(new { plan.Settings, plan.ModelSha256 }, OneLine);

    private static JsonSerializerOptions OneLine { get; } =
        new(SettingsRules.Json) { WriteIndented = false, Encoder = JavaScriptEncoder.Default };
}

/// <summary>Where a dream's time went, in seconds.</summary>
/// <param name="Total">From its start to its end, waiting included.</param>
/// <param name="Intake">Decoding, octave sizes, writing them.</param>
/// <param name="Gradient">In the net, for gradients and for the energies, summed over the workers.</param>
/// <param name="AroundGradient">The rest of the workers' time: reading, blending, updating, writing.</param>
/// <param name="Finish">Stitching and encoding.</param>
public sealed record DreamSeconds(double Total, double Intake, double Gradient, double AroundGradient, double Finish)
{
    /// <summary>The share of all work that is not in the net, waiting left out: 0.1 is a tenth.</summary>
    [JsonInclude]
    public double OutsideGradient => (Intake + AroundGradient + Finish) / (Intake + Gradient + AroundGradient + Finish);
}

/// <summary>An octave's size, grid, and growth.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Core">The tiles' pitch across, in pixels.</param>
/// <param name="CoreHeight">Their pitch down.</param>
/// <param name="Halo">Context around the core.</param>
/// <param name="Feather">Reach of the ramp on each side of a border; borders lie at origin + k * pitch.</param>
/// <param name="OriginX">Where the first column of tiles begins.</param>
/// <param name="OriginY">Where the first row of tiles begins.</param>
/// <param name="Columns">Columns of tiles.</param>
/// <param name="Rows">Rows of tiles.</param>
/// <param name="MeanGradient">mean |gradient| before each iteration.</param>
public sealed record OctaveReport(
    int Width, int Height, int Core, int CoreHeight, int Halo, int Feather, int OriginX, int OriginY, int Columns, int Rows,
    IReadOnlyList<double> MeanGradient)
{
    /// <summary>Puts the report together.</summary>
    public static OctaveReport Of(TileGrid grid, OctaveOutcome outcome) => new(
        grid.Picture.Width, grid.Picture.Height, grid.Core, grid.CoreHeight, grid.Halo, grid.Feather, grid.OriginX, grid.OriginY,
        grid.Columns, grid.Rows, outcome.MeanGradient);
}
