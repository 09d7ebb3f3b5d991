using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream estimate</c>: what a dream will take, before anything runs.</summary>
internal sealed class EstimateCommand
{
    private readonly Argument<FileInfo?> photo = new("photo")
    {
        Description = "the photo; none with a --start that is no photo and a --size",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<double> throughput = new("--throughput")
    {
        Description = "megapixels of windows that a worker's gradient sees in a second; the default is that of two CPU cores",
        DefaultValueFactory = _ => PricedEstimate.UsualThroughput,
        HelpName = "number",
    };

    private readonly Option<double> price = new("--price") { Description = "price of a worker's hour", HelpName = "number" };
    private readonly Option<bool> json = new("--json") { Description = "print JSON" };
    private readonly Option<DirectoryInfo[]> models = WorkerOptions.ModelsOption();
    private readonly SettingsOptions settings = new();

    public static Command Create() => new EstimateCommand().Build();

    private Command Build()
    {
        var command = new Command("estimate", "Tells what a dream will take: tiles, gradients, seconds and price. A mask is not looked at.")
        {
            photo, throughput, price, json, models,
        };
        settings.AddTo(command);
        command.SetAction(Safely.Run((arguments, _) => Task.FromResult(Run(arguments))));
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var (speed, hour) = (arguments.GetValue(throughput), arguments.GetValue(price));
        var nets = NetCatalogue.Load(WorkerOptions.ReadModels(arguments, models));
        var wanted = SettingsRules.Check(settings.Read(arguments), nets);
        var priced = PricedEstimate.Of(DreamPlanner.Plan(SizeOf(arguments, wanted), wanted, nets.NetNamed(wanted.Model)), speed, hour);
        var (estimate, seconds, cost) = (priced.Estimate, priced.Seconds, priced.Cost);
        Console.WriteLine(arguments.GetValue(json)
            ? JsonSerializer.Serialize(priced, SettingsRules.Json)
            : string.Create(CultureInfo.InvariantCulture, $"""
                {estimate.Tiles} tiles in {estimate.Octaves} octaves, {estimate.Tickets} tickets
                {estimate.Evaluations} gradients over {estimate.Megapixels:0.##} megapixels
                {seconds:0.#} s of one worker at {speed:0.##} megapixels a second{(hour > 0 ? $", price {cost:0.####}" : "")}
                """));
        return 0;
    }

    private DreamFunctions.Dreaming.Size SizeOf(ParseResult arguments, DreamSettings wanted)
    {
        if (wanted.Size is { } size)
            return Beginning.SizeOf(size);
        if (arguments.GetValue(photo) is not { } file)
            throw new CommandException("There is nothing to estimate: give a photo, or --start fractal --size 512x384.");
        using var picture = PhotoFile.Decode(file);
        return picture.Facts.Size;
    }
}
