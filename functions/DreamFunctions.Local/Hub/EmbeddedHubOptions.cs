namespace DreamFunctions.Local.Hub;

/// <summary>Where the embedded hub keeps its state, and how it works.</summary>
public sealed record EmbeddedHubOptions
{
    /// <summary>The storage account of queues, tables and large messages.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The hub's name, a prefix of its queues and tables: 3 to 45 letters and digits, a letter first.</summary>
    public required string HubName { get; init; }

    /// <summary>
    /// Who works here, distinct per running process and the same after a restart: a process that comes back under its old name
    /// takes its partition at once instead of waiting for its own lease to end.
    /// </summary>
    public string WorkerId { get; init; } = Environment.MachineName;

    /// <summary>Activities at once, at least 1.</summary>
    public int ConcurrentActivities { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>
    /// How long a message stays with a process that no longer renews it: the wait after a kill. Renewed while work goes on, so
    /// it bounds no activity's length. The engine's default is 5 minutes, meant for storage far away.
    /// </summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an empty queue may go without being looked at.</summary>
    public TimeSpan Polling { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a stop lets work in hand finish, which the next start would do again. The engine looks every 2 seconds whether it
    /// has finished and can take 5 more to give its partition back; whoever has nothing in hand need not wait for that.
    /// </summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(15);
}
