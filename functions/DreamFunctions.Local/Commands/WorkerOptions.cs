using System.CommandLine;
using DreamFunctions.Inference;
using DreamFunctions.Local.Workers;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>The options about nets and tile workers that several commands share.</summary>
internal sealed class WorkerOptions
{
    private readonly Option<int> workers = new("--workers")
    {
        Description = "tile worker processes",
        DefaultValueFactory = _ => TileWorkerOptions.UsualCount,
        HelpName = "number",
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "threads of each worker; 0: the cores divided among the workers",
        HelpName = "number",
    };

    private readonly Option<string> provider = new("--provider")
    {
        Description = "where the net runs; auto: the GPU where the runtime has one, else the CPU, and says so",
        DefaultValueFactory = _ => "cpu",
        HelpName = "cpu|cuda|auto",
    };

    private readonly Option<string?> memory = new("--memory")
    {
        Description = "the most memory that each worker takes, such as 1.5GB: exact mode's windows are picked to fit, a tile that does not is refused",
        HelpName = "size",
    };

    private readonly Option<bool> recompute = new("--recompute")
    {
        Description = "workers compute lower layers a second time in place of keeping them: less memory, more time",
    };

    private readonly Option<bool> half = new("--half")
    {
        Description = "with --provider cuda: products in float16, faster on cards with units for it",
    };

    /// <summary>Makes the options.</summary>
    public WorkerOptions() => provider.AcceptOnlyFromAmong("cpu", "cuda", "auto");

    /// <summary>Folders with nets and cards, shared with commands that start no workers.</summary>
    public static Option<DirectoryInfo[]> ModelsOption() => new("--models")
    {
        Description = "a folder with nets of your own (.onnx) and their cards (.json); may be given more than once",
        DefaultValueFactory = _ => [],
        HelpName = "folder",
    };

    private Option<DirectoryInfo[]> Models { get; } = ModelsOption();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(workers);
        command.Add(threads);
        command.Add(provider);
        command.Add(memory);
        command.Add(recompute);
        command.Add(half);
        command.Add(Models);
    }

    /// <summary>The folders that a command line names.</summary>
    public IReadOnlyList<string> ReadModels(ParseResult arguments) => ReadModels(arguments, Models);

    /// <summary>The folders that a command line names.</summary>
    /// <exception cref="CommandException">One does not exist.</exception>
    public static IReadOnlyList<string> ReadModels(ParseResult arguments, Option<DirectoryInfo[]> option)
    {
        var folders = arguments.GetValue(option) ?? [];
        return folders.FirstOrDefault(folder => !folder.Exists) is { } missing
            ? throw new CommandException($"There is no folder '{missing}' for --models.")
            : [.. folders.Select(folder => folder.FullName)];
    }

    /// <summary>The workers that a command line and the setting <see cref="TilePace.Setting"/> ask for.</summary>
    /// <exception cref="CommandException">A number is out of range.</exception>
    /// <exception cref="SettingsException">The setting is.</exception>
    public TileWorkerOptions Read(ParseResult arguments, string connectionString, Func<string, string?>? setting = null)
    {
        var count = arguments.GetValue(workers);
        if (count is < 1 or > 256)
            throw new CommandException($"--workers is {count}; allowed: 1 to 256.");
        var each = arguments.GetValue(threads);
        if (each is < 0 or > 1024)
            throw new CommandException($"--threads is {each}; allowed: 0 to 1024.");
        if (arguments.GetValue(half) && arguments.GetValue(provider) != "cuda")
            throw new CommandException("--half is for --provider cuda: processors have no units for float16.");
        var pace = (setting ?? Environment.GetEnvironmentVariable)(TilePace.Setting);
        return new TileWorkerOptions
        {
            Pace = string.IsNullOrEmpty(pace) ? TileWorkerOptions.UsualPace : TilePace.From(pace),
            Memory = ReadMemory(arguments),
            Recomputes = arguments.GetValue(recompute),
            Half = arguments.GetValue(half),
            Count = count,
            Threads = each,
            Provider = arguments.GetValue(provider)!,
            Models = ReadModels(arguments),
            ConnectionString = connectionString,
        };
    }

    private string? ReadMemory(ParseResult arguments)
    {
        var given = arguments.GetValue(memory);
        try
        {
            _ = given is null ? null : MemoryBound.Parse(given);
            return given;
        }
        catch (FormatException problem)
        {
            throw new CommandException($"--memory: {problem.Message}");
        }
    }
}
