using System.CommandLine;
using DreamFunctions.Local.Workers;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>The options about how much is under way at once.</summary>
internal sealed class FlowOptions
{
    private readonly Option<int> inFlight = new("--in-flight")
    {
        Description = $"dreams under way at once; the others wait in line (1 to {DreamsInFlight.Limit})",
        DefaultValueFactory = _ => DreamsInFlight.Usual.Most,
        HelpName = "number",
    };

    private readonly Option<int?> outstanding = new("--outstanding")
    {
        Description = "tickets of one dream that are out at once (2 to 1000): few let small pictures pass a giant [default: two a worker, at least 4]",
        HelpName = "number",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(inFlight);
        command.Add(outstanding);
    }

    /// <summary>A pipeline's options with what a command line says about its flow.</summary>
    /// <exception cref="CommandException">A number is out of range.</exception>
    public LocalPipelineOptions Lay(ParseResult arguments, LocalPipelineOptions options)
    {
        var (flying, tickets) = Read(arguments);
        return options with
        {
            InFlight = new DreamsInFlight(flying),
            FanOut = options.FanOut with
            {
                Outstanding = tickets ?? UsualFor(options.Workers),
                Patience = options.Workers.Pace.Patience,
            },
        };
    }

    /// <summary>The numbers, checked: dreams at once, tickets of each.</summary>
    /// <exception cref="CommandException">A number is out of range.</exception>
    public (int InFlight, int? Outstanding) Read(ParseResult arguments)
    {
        var flying = arguments.GetValue(inFlight);
        if (flying is < 1 or > DreamsInFlight.Limit)
            throw new CommandException($"--in-flight is {flying}; allowed: 1 to {DreamsInFlight.Limit}.");
        var tickets = arguments.GetValue(outstanding);
        return tickets is < 2 or > 1000
            ? throw new CommandException($"--outstanding is {tickets}; allowed: 2 to 1000.")
            : (flying, tickets);
    }

    // Every worker has one in hand and one to take next; on this machine an answer makes the next ticket in well under a tile's time.
    private static int UsualFor(TileWorkerOptions workers) => Math.Max(4, 2 * workers.Count);
}
