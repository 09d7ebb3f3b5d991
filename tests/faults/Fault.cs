namespace DreamFunctions.Faults;

/// <summary>What can happen in a round.</summary>
internal enum Fault
{
    /// <summary>kill -9 of a tile worker.</summary>
    WorkerKilled,

    /// <summary>kill -9 of the coordinator; its workers follow.</summary>
    CoordinatorKilled,

    /// <summary>kill -9 of a worker and of the coordinator.</summary>
    BothKilled,

    /// <summary>The storage is stopped for some seconds.</summary>
    StorageStopped,

    /// <summary>One call in ten is cut off.</summary>
    Resets,

    /// <summary>One call in ten is answered 500, 503, 429 or 409.</summary>
    Errors,

    /// <summary>Calls wait up to half a second and overtake each other.</summary>
    Delays,

    /// <summary>Every second ticket and answer is there twice.</summary>
    Duplicates,

    /// <summary>A picture whose dream runs is asked for again.</summary>
    AskedAgain,

    /// <summary>The same bytes are dropped again under the same name.</summary>
    DroppedAgain,

    /// <summary>Another picture is dropped under the same name.</summary>
    Replaced,

    /// <summary>An upload is deleted.</summary>
    Deleted,

    /// <summary>The disk that the storage and the state lie on is full for some seconds.</summary>
    DiskFull,
}

/// <summary>A fault and when it begins, from the beginning of its round.</summary>
internal sealed record Planned(Fault Fault, TimeSpan At)
{
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(12);

    /// <summary>Two to four faults of these kinds; the same seed plans the same.</summary>
    public static IReadOnlyList<Planned> Draw(Random random, IReadOnlyList<Fault> all)
    {
        return
        [
            .. Enumerable.Range(0, random.Next(2, 5))
                .Select(_ => new Planned(all[random.Next(all.Count)], Latest * random.NextDouble()))
                .OrderBy(planned => planned.At),
        ];
    }
}
