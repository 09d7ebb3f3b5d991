using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Spectre.Console;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream layers</c>: the layers of the nets, with what matters for tiles.</summary>
internal static class LayersCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "one net only", HelpName = "name" };
        var models = WorkerOptions.ModelsOption();
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var command = new Command("layers", "Lists the layers that can be dreamed, net by net.") { model, models, json };
        command.SetAction(Safely.Run((arguments, _) =>
        {
            var catalogue = NetCatalogue.Load(WorkerOptions.ReadModels(arguments, models));
            var nets = arguments.GetValue(model) is { } name ? [catalogue.NetNamed(name)] : catalogue.Nets;
            Print(nets, arguments.GetValue(json));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static void Print(IReadOnlyList<NetCard> nets, bool json)
    {
        if (json)
        {
            var listed = nets.Select(net => new { net.Name, net.Description, net.DefaultLayer, net.Licence, net.Layers });
            Console.WriteLine(JsonSerializer.Serialize(listed, SettingsRules.Json));
            return;
        }

        foreach (var net in nets)
            PrintTable(net);
    }

    private static void PrintTable(NetCard net)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("layer", "receptive field", "stride", "channels");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var layer in net.Layers)
        {
            string[] cells =
            [
                layer.Name == net.DefaultLayer ? $"{layer.Name} (default)" : layer.Name,
                Text(layer.ReceptiveField), Text(layer.Stride), Text(layer.Channels),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        // Piped into another program, a line must not be cut at the width of a terminal that is not there.
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
            console.Profile.Width = 1000;
        console.WriteLine($"{net.Name}: {net.Description}");
        console.Write(table);
        console.WriteLine();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
