using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamFunctions.Dreaming;
using DreamFunctions.Local.Seams;
using DreamFunctions.Pipeline;
using SixLabors.ImageSharp;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream seams</c>: the borders of a dream's tiles and how well each is hidden, drawn over the dream.</summary>
internal static class SeamsCommand
{
    public static Command Create()
    {
        var report = new Argument<FileInfo>("PICTURE.json") { Description = "the JSON beside a dream; the dream must lie there, too" };
        var output = new Option<FileInfo?>("--out") { Description = "the PNG to write; PICTURE.seams.png if not given", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var command = new Command("seams", "Draws the borders of a dream's tiles over it, and how well each is hidden.") { report, output, json };
        command.SetAction(Safely.Run((arguments, _) =>
        {
            var file = arguments.GetValue(report)!.FullName;
            var dream = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? file[..^".json".Length]
                : throw new CommandException($"'{file}' is no JSON of a dream; name the file that lies beside it, {file}.json.");
            var score = Read(file);
            var path = arguments.GetValue(output)?.FullName ?? $"{dream}.seams.png";
            Draw(dream, score, path);
            Console.WriteLine(arguments.GetValue(json)
                ? JsonSerializer.Serialize(new { picture = path, seams = score }, SettingsRules.Json)
                : string.Join(Environment.NewLine, [.. Lines(score), path]));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static SeamScore Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Scored>(File.ReadAllBytes(file), DreamStorage.Wire)?.Seams
                ?? throw new CommandException($"'{file}' has no seams: the dream's last octave is one tile, or the JSON is not a dream's.");
        }
        catch (JsonException error)
        {
            throw new CommandException($"'{file}' is no JSON of a dream of this version: {error.Message}", error);
        }
    }

    private static void Draw(string dream, SeamScore score, string path)
    {
        if (!File.Exists(dream))
            throw new CommandException($"The dream '{dream}' does not lie beside its JSON; put both into one folder.");
        using var picture = PhotoFile.Decode(new FileInfo(dream));
        using var image = picture.ToImage();
        SeamPicture.Draw(image, score);
        image.SaveAsPng(path);
    }

    private static IEnumerable<string> Lines(SeamScore score) =>
        from axis in new[] { ("across", score.Across), ("down", score.Down) }
        where axis.Item2 is not null
        select Line(axis.Item1, axis.Item2!);

    private static string Line(string name, AxisSeams axis) => string.Create(CultureInfo.InvariantCulture,
        $"{name}: {(axis.Hidden ? "hidden" : "shows")}; contrast {axis.Contrast.AtBorders:0.00} in {axis.Contrast.Low:0.00} to "
        + $"{axis.Contrast.High:0.00}, discontinuity {axis.Discontinuity.AtBorders:0.00} to {axis.Discontinuity.High:0.00}, level "
        + $"{axis.Level.AtBorders:0.000} to {axis.Level.High:0.000}; {axis.Pieces.Count(piece => piece.Shows)} of {axis.Pieces.Count} pieces show");

    // Only what is needed: a JSON of another version may have more, or less.
    private sealed record Scored(SeamScore? Seams);
}
