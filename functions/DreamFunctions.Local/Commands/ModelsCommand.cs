using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Google.Protobuf;
using Onnx;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream models add</c>: from an ONNX file to its card, with the gradient checked.</summary>
internal sealed class ModelsCommand
{
    // torchvision's usual preparation, with its three deviations made one: (58.4 + 57.1 + 57.4) / 3 = 57.6.
    private const string UsualMean = "123.675,116.28,103.53";
    private const double UsualScale = 0.01736;

    private readonly Argument<FileInfo> file = new("file.onnx") { Description = "a net with one picture as its input" };
    private readonly Option<string?> name = new("--name") { Description = "the net's name [default: the file's]", HelpName = "name" };
    private readonly Option<string> licence = new("--licence") { Description = "of its weights", DefaultValueFactory = _ => "not told", HelpName = "text" };
    private readonly Option<string> order = new("--channel-order") { DefaultValueFactory = _ => "RGB", HelpName = "RGB|BGR" };

    private readonly Option<string> mean = new("--mean")
    {
        Description = "three values, in the channel order, subtracted from pixels of 0..255",
        DefaultValueFactory = _ => UsualMean,
        HelpName = "a,b,c",
    };

    private readonly Option<double> scale = new("--scale")
    {
        Description = "by what is multiplied then",
        DefaultValueFactory = _ => UsualScale,
        HelpName = "number",
    };

    private readonly Option<bool> json = new("--json") { Description = "print the card instead of writing it" };

    public static Command Create() => new Command("models", "Nets of your own.") { new ModelsCommand().Build() };

    private Command Build()
    {
        order.AcceptOnlyFromAmong("RGB", "BGR");
        var command = new Command(
            "add", "Inspects a net, checks its gradient, and writes its card beside it; what it cannot know (mean, scale, order) are options.")
        {
            file, name, licence, order, mean, scale, json,
        };
        command.SetAction(Safely.Run((arguments, _) => Task.FromResult(Run(arguments))));
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var onnx = arguments.GetValue(file)!;
        var bytes = onnx.Exists ? File.ReadAllBytes(onnx.FullName) : throw new CommandException($"There is no file '{onnx}'.");
        var proposal = Propose(onnx, bytes);
        foreach (var refused in proposal.Refused)
            Console.Error.WriteLine($"left out {refused}");
        var card = CardOf(arguments, onnx, bytes, proposal);
        var text = card.ToJsonString(SettingsRules.Json);
        var checkedCard = NetCatalogue.Read(onnx.FullName, text, onnx.DirectoryName);
        var error = GradientError(checkedCard, onnx.FullName);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"gradient of {checkedCard.DefaultLayer} against differences: relative error {error:0.0e+0}"));
        if (!(error < 0.02))
            throw new CommandException($"The gradient of '{checkedCard.DefaultLayer}' does not agree with how its energy moves; no card was written.");
        if (arguments.GetValue(json))
        {
            Console.WriteLine(text);
            return 0;
        }

        var path = Path.ChangeExtension(onnx.FullName, ".json");
        if (File.Exists(path))
            throw new CommandException($"'{path}' is there already; remove it, or print the card with --json.");
        File.WriteAllText(path, text + "\n");
        Console.WriteLine(path);
        return 0;
    }

    private static CardProposal Propose(FileInfo onnx, byte[] bytes)
    {
        try
        {
            return CardProposal.Of(ModelProto.Parser.ParseFrom(bytes));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException or UnsupportedModelException)
        {
            throw new CommandException($"'{onnx.Name}' cannot be dreamed with: {error.Message}", error);
        }
    }

    private JsonObject CardOf(ParseResult arguments, FileInfo onnx, byte[] bytes, CardProposal proposal)
    {
        float[] means = [.. arguments.GetValue(mean)!.Split(',').Select(text =>
            float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new CommandException($"--mean is '{arguments.GetValue(mean)}'; give three numbers, for example {UsualMean}."))];
        var card = new JsonObject
        {
            ["name"] = arguments.GetValue(name) ?? NameOf(onnx),
            ["description"] = $"Added from {onnx.Name}.",
            ["licence"] = arguments.GetValue(licence),
            ["file"] = onnx.Name,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["source"] = new JsonObject { ["kind"] = "folder" },
            ["input"] = proposal.Input,
            ["channelOrder"] = arguments.GetValue(order),
            ["mean"] = JsonSerializer.SerializeToNode(means),
            ["scale"] = arguments.GetValue(scale),
            ["prepare"] = JsonSerializer.SerializeToNode(proposal.Prepare),
            ["defaultLayer"] = proposal.Layers[(proposal.Layers.Count - 1) * 2 / 3].Name,
            ["layers"] = new JsonArray([.. proposal.Layers.Select(layer => (JsonNode)new JsonObject
            {
                ["name"] = layer.Name,
                ["tensor"] = layer.Tensor,
                ["receptiveField"] = layer.ReceptiveField,
                ["stride"] = layer.Stride,
                ["channels"] = layer.Channels,
            })]),
        };
        if (proposal.Classifier is { } head)
            card["classifier"] = new JsonObject { ["tensor"] = head.Tensor, ["layer"] = head.Layer, ["classes"] = head.Count };
        return card;
    }

    private static string NameOf(FileInfo onnx) => new([.. Path.GetFileNameWithoutExtension(onnx.Name).ToLowerInvariant()
        .Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')]);

    /// <summary>How far the slope along the gradient is from what differences of the energy say.</summary>
    private static double GradientError(NetCard card, string path)
    {
        var layer = card.LayerNamed(card.DefaultLayer);
        var side = layer.Stride * Math.Max(3, (96 + layer.Stride - 1) / layer.Stride);
        var (size, region) = (new Size(side, side), new Region(0, 0, side, side));
        using var net = DreamNet.Load(card, path, layer, new InferenceOptions(Provider.Cpu, 0));
        var pixels = Noise.Fractal(region, 1).Values;
        var gradient = new float[pixels.Length];
        net.Gradient(size, pixels, gradient);
        var largest = gradient.Max(Math.Abs);
        if (largest == 0)
            return double.NaN;
        const float step = 0.05f;
        double At(float along) => net.Energy(size, [.. pixels.Zip(gradient, (pixel, slope) => pixel + (along * slope / largest))], region);
        var told = gradient.Sum(slope => (double)slope * slope) / largest;
        return Math.Abs(((At(step) - At(-step)) / (2 * step) / told) - 1);
    }
}
