using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Workers;

/// <summary>The tile workers of a local pipeline.</summary>
public sealed record TileWorkerOptions
{
    /// <summary>How many processes, at least 0.</summary>
    public required int Count { get; init; }

    /// <summary>The storage account whose queues they work on.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Containers and queues: those of the pipeline that they work for.</summary>
    public DreamStorageNames Names { get; init; } = new();

    /// <summary>cpu, cuda or auto.</summary>
    public string Provider { get; init; } = "cpu";

    /// <summary>Threads of each; 0: the machine's cores divided among them.</summary>
    public int Threads { get; init; }

    /// <summary>How long a tile may usually take on this machine, where nothing starts from a cold container.</summary>
    public static TilePace UsualPace { get; } = new(TimeSpan.FromSeconds(20));

    /// <summary>How long a tile may usually take.</summary>
    public TilePace Pace { get; init; } = UsualPace;

    /// <summary>The most memory of each, such as 1.5GB; null: the worker's own default.</summary>
    public string? Memory { get; init; }

    /// <summary>Whether lower layers are computed a second time in place of being kept: less memory, more time.</summary>
    public bool Recomputes { get; init; }

    /// <summary>Whether gradients' products run in float16, on CUDA.</summary>
    public bool Half { get; init; }

    /// <summary>Folders with nets and cards.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The program; the default lies beside this one.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "DreamFunctions.TileWorker.dll");

    /// <summary>A number of workers that suits this machine.</summary>
    public static int UsualCount => Math.Clamp(Environment.ProcessorCount / 4, 1, 4);
}
