namespace DreamFunctions.Pipeline;

/// <summary>Bytes of planes and pictures that went between a process and the storage.</summary>
/// <param name="Read">Bytes read.</param>
/// <param name="Written">Bytes written.</param>
public readonly record struct StorageTraffic(long Read, long Written)
{
    /// <summary>Both together.</summary>
    public static StorageTraffic operator +(StorageTraffic a, StorageTraffic b) => new(a.Read + b.Read, a.Written + b.Written);

    /// <summary>What came in between.</summary>
    public static StorageTraffic operator -(StorageTraffic later, StorageTraffic earlier) =>
        new(later.Read - earlier.Read, later.Written - earlier.Written);
}
