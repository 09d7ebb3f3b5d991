namespace DreamFunctions.Local.Tests;

/// <summary>The time some time from now.</summary>
internal sealed class Later(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
