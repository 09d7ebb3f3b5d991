using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Local.Atlas;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream atlas</c>: what each layer, or each strong channel of one layer, makes of a photo, on one labelled sheet.</summary>
internal sealed class AtlasCommand
{
    private readonly Argument<FileInfo> photo = new("photo") { Description = "a JPEG, PNG, WebP or GIF file" };

    private readonly Option<string> model = new("--model")
    {
        Description = "the net",
        DefaultValueFactory = _ => new DreamSettings().Model,
        HelpName = "name",
    };

    private readonly Option<string?> layer = new("--layer")
    {
        Description = "show this layer's channels that answer most to the photo, strongest first, instead of all layers",
        HelpName = "name",
    };

    private readonly Option<int> channels = Number("--channels", "how many of them", 12);
    private readonly Option<int> side = Number("--side", "longest side of a small picture in pixels", 224);
    private readonly Option<int> iterations = Number("--iterations", "steps in each of three octaves", 8);

    private readonly Option<string?> output = new("--out")
    {
        Description = "the sheet [default: {name}.atlas.jpg in this folder]",
        HelpName = "path",
    };

    private readonly Option<bool> json = new("--json") { Description = "print JSON" };
    private readonly Option<DirectoryInfo[]> models = WorkerOptions.ModelsOption();

    public static Command Create() => new AtlasCommand().Build();

    private Command Build()
    {
        var command = new Command("atlas", "Shows what each layer of a net makes of a photo, low to high, or the strongest channels of one.")
        {
            photo, model, layer, channels, side, iterations, output, json, models,
        };
        command.SetAction(Safely.Run(RunAsync));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        Require("--channels", arguments.GetValue(channels), 1, 100);
        Require("--side", arguments.GetValue(side), 32, 1024);
        Require("--iterations", arguments.GetValue(iterations), 1, 200);
        var file = arguments.GetValue(photo)!;
        if (!file.Exists)
            throw new CommandException($"There is no file '{file}'.");
        var folders = WorkerOptions.ReadModels(arguments, models);
        var card = NetCatalogue.Load(folders).NetNamed(arguments.GetValue(model)!);
        var path = await NetFiles.LocateAsync(card, folders, cancellation);
        using var picture = PhotoFile.Decode(file);
        var small = Small(picture, arguments.GetValue(side));

        List<(string Label, Plane Picture)> cells = [("photo", small)];
        foreach (var (label, target) in Targets(arguments, card, path, small))
        {
            Console.Error.WriteLine(label);
            using var net = DreamNet.Load(card, path, [target], null, Options);
            cells.Add((label, AtlasDream.Of(net, target.Layer.Stride, small, arguments.GetValue(iterations), cancellation)));
        }

        var sheet = Path.GetFullPath(arguments.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(file.Name)}.atlas.jpg");
        using var image = ContactSheet.Lay(cells);
        ContactSheet.Save(image, sheet);
        Console.WriteLine(arguments.GetValue(json)
            ? JsonSerializer.Serialize(new { sheet, cells = cells.Select(cell => cell.Label) }, SettingsRules.Json)
            : sheet);
        return 0;
    }

    private static Option<int> Number(string name, string what, int usual) =>
        new(name) { Description = what, DefaultValueFactory = _ => usual, HelpName = "number" };

    private static InferenceOptions Options => new(Provider.Cpu, 0);

    private IReadOnlyList<(string Label, DreamTarget Target)> Targets(ParseResult arguments, NetCard card, string path, Plane small)
    {
        if (arguments.GetValue(layer) is not { } name)
            return [.. card.Layers.Select(each => (each.Name, (DreamTarget)new LayerTarget(each, [], 1)))];
        var one = card.LayerNamed(name);
        var grid = TileGrid.Untiled(small.Area.Size, one.Stride, 0);
        using var net = DreamNet.Load(card, path, one, Options);
        var strengths = net.Channels(grid.WindowSize, Reflection.Extend(small, grid.WindowOf(0), small.Area.Size).Values);
        return
        [
            .. Enumerable.Range(0, strengths.Count).OrderByDescending(channel => strengths[channel]).Take(arguments.GetValue(channels))
                .Select(channel => (
                    string.Create(CultureInfo.InvariantCulture, $"{one.Name}[{channel}]"), (DreamTarget)new LayerTarget(one, [channel], 1))),
        ];
    }

    private static Plane Small(DecodedPicture photo, int side)
    {
        var (width, height) = photo.Facts.Size;
        var scale = Math.Max(1, (double)Math.Max(width, height) / side);
        var small = new Size(Math.Max(1, (int)(width / scale)), Math.Max(1, (int)(height / scale)));
        return photo.Part(new Region(small), small);
    }

    private static void Require(string option, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new CommandException($"{option} is {value}; allowed: {low} to {high}.");
    }
}
